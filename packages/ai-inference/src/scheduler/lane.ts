import { singleRow, withRow, type BatchShape } from '../planner/batch-shape.ts';
import type { BatchLimits } from '../planner/limits.ts';
import { createTurns, type Turns } from './turns.ts';
import type { Unit } from './unit.ts';

/** How the rows of a model join a batch: padded to the longest, or one after the other without padding. */
export type LaneRule =
  | { readonly kind: 'padded'; readonly limits: BatchLimits }
  | { readonly kind: 'plain'; readonly maxRows: number; readonly maxLength: number };

/** Units of one model and class that are ready to run. */
export interface Lane<Row> {
  readonly size: number;
  add(unit: Unit<Row>): void;
  delete(unit: Unit<Row>): boolean;
  /** The next batch: it begins with the unit whose turn it is, and takes others that fit it. */
  take(): readonly Unit<Row>[];
  values(): Iterable<Unit<Row>>;
}

/** Makes an empty lane. */
export function createLane<Row>(rule: LaneRule): Lane<Row> {
  const turns: Turns<object, Unit<Row>> = createTurns();
  /** Free units by length. */
  const buckets: (Set<Unit<Row>> | undefined)[] = [];
  let longest = 0;

  const drop = (unit: Unit<Row>): boolean => {
    if (!turns.delete(unit.owner, unit)) return false;
    if (rule.kind === 'padded' && !unit.isFixed) buckets[unit.length]?.delete(unit);
    return true;
  };
  const takePadded = (anchor: Unit<Row>, limits: BatchLimits): readonly Unit<Row>[] => {
    const taken = [anchor];
    let shape = singleRow(anchor.length, limits);
    let below = anchor.length;
    let above = anchor.length + 1;
    while (below > 0 || above <= longest) {
      // The nearer side first: what differs least in length wastes least.
      const isBelow = below > 0 && (above > longest || anchor.length - below <= above - anchor.length);
      const bucket = buckets[isBelow ? below : above];
      let next: BatchShape | undefined = shape;
      for (const unit of bucket ?? []) {
        next = withRow(shape, unit.length, limits);
        if (next === undefined) break;
        shape = next;
        taken.push(unit);
        drop(unit);
      }
      // Rows farther away waste more: this side has ended.
      if (next === undefined) [below, above] = isBelow ? [0, above] : [below, longest + 1];
      else [below, above] = isBelow ? [below - 1, above] : [below, above + 1];
      if (taken.length >= limits.maxRows) break;
    }
    return taken;
  };
  const takePlain = (anchor: Unit<Row>, maxRows: number, maxLength: number): readonly Unit<Row>[] => {
    const taken = [anchor];
    let length = anchor.length;
    for (const unit of turns.values()) {
      if (taken.length >= maxRows || unit.isFixed || length + unit.length > maxLength) break;
      taken.push(unit);
      length += unit.length;
      drop(unit);
    }
    return taken;
  };
  return {
    get size() {
      return turns.size;
    },
    add(unit) {
      turns.add(unit.owner, unit);
      if (rule.kind === 'plain' || unit.isFixed) return;
      (buckets[unit.length] ??= new Set()).add(unit);
      longest = Math.max(longest, unit.length);
    },
    delete: drop,
    take() {
      const anchor = turns.first();
      if (anchor === undefined) return [];
      drop(anchor);
      const batch = anchor.isFixed
        ? [anchor]
        : rule.kind === 'padded'
          ? takePadded(anchor, rule.limits)
          : takePlain(anchor, rule.maxRows, rule.maxLength);
      turns.pass(anchor.owner);
      return batch;
    },
    values: () => turns.values(),
  };
}
