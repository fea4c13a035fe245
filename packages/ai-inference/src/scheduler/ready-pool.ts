import { createClasses } from './classes.ts';
import { createLane, type Lane, type LaneRule } from './lane.ts';
import type { Priority, Unit } from './unit.ts';

/** Units that are ready to run, of all models and both classes. */
export interface ReadyPool<Row> {
  /** Units that wait. */
  readonly size: number;
  add(unit: Unit<Row>): void;
  delete(unit: Unit<Row>): boolean;
  /** The batch to run next, all of one model; undefined when nothing waits. */
  take(nowMs: number): readonly Unit<Row>[] | undefined;
}

/** Makes an empty pool. Models of a class take turns. */
export function createReadyPool<Row>(ruleOf: (model: string) => LaneRule, ageAfterMs: number): ReadyPool<Row> {
  const lanes: Record<Priority, Map<string, Lane<Row>>> = { interactive: new Map(), batch: new Map() };
  const classes = createClasses(ageAfterMs);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(unit) {
      const own = lanes[unit.priority];
      let lane = own.get(unit.model);
      if (lane === undefined) own.set(unit.model, (lane = createLane(ruleOf(unit.model))));
      lane.add(unit);
      size += 1;
    },
    delete(unit) {
      const own = lanes[unit.priority];
      const lane = own.get(unit.model);
      if (lane?.delete(unit) !== true) return false;
      if (lane.size === 0) own.delete(unit.model);
      size -= 1;
      return true;
    },
    take(nowMs) {
      const priority = classes.pick(lanes.interactive.size > 0, lanes.batch.size > 0, nowMs);
      if (priority === undefined) return undefined;
      const own = lanes[priority];
      const [model, lane] = own.entries().next().value ?? [];
      if (model === undefined || lane === undefined) return undefined;
      const batch = lane.take();
      size -= batch.length;
      own.delete(model);
      if (lane.size > 0) own.set(model, lane);
      return batch;
    },
  };
}
