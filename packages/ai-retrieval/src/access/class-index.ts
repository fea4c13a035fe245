import type { Partition } from '../index/partition.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import type { Segment } from '../segment/segment.ts';
import { mergeField, type ClassedField } from './classed-field.ts';
import type { ReadableSet } from './readable-set.ts';

/**
 * The postings of a partition by access class: chunks of documents that the same access list opens are of one class.
 * So what a search costs depends on what may be read, and not on what else the tenant holds or in how many segments it lies.
 */
export interface ClassIndex {
  readonly units: readonly ClassUnit[];
  /** Number of the class of each access list, by its key; from 1. */
  readonly classes: ReadonlyMap<string, number>;
  readonly segments: readonly Segment[];
}

/** A part of the chunks: most are in the first unit; the others hold what was added or changed since, until all are merged. */
export interface ClassUnit {
  readonly body: ClassedField;
  readonly heading: ClassedField;
  /** By slot: the chunk of the partition. Slots are given class by class, so that what is read together lies together. */
  readonly chunks: Uint32Array;
  /** By slot: the class of the chunk when the unit was made. */
  readonly classOf: Uint32Array;
  /** By slot: 1 for chunks that have gone or changed since; undefined when there are none. */
  readonly left: Uint8Array | undefined;
}

const byPartition = new WeakMap<Partition, Promise<ClassIndex>>();
const latest = new WeakMap<Segment, ClassIndex>();
const mostUnits = 4;

/** The class index of a partition: made once per generation, from the one before where that is less work. */
export function classIndexOf(partition: Partition, slice: TimeSlice): Promise<ClassIndex> {
  let made = byPartition.get(partition);
  if (made === undefined) byPartition.set(partition, (made = build(partition, slice)));
  return made;
}

async function build(partition: Partition, slice: TimeSlice): Promise<ClassIndex> {
  const { segments, chunkCount } = partition;
  const [first] = segments;
  if (first === undefined) return { units: [], classes: new Map(), segments };
  const before = latest.get(first);
  const isNext = before?.segments.every((segment, index) => segment === segments[index]) === true;
  const classes = new Map(isNext ? before.classes : []);
  const classOf = classify(partition, classes);
  const kept = isNext ? before.units.map((unit) => withLeft(unit, classOf)) : [];
  const rest = classOf.slice();
  for (const unit of kept) {
    for (const [slot, chunk] of unit.chunks.entries()) if (unit.left?.[slot] !== 1) rest[chunk] = 0;
  }
  const added = rest.reduce((sum, one) => sum + (one === 0 ? 0 : 1), 0);
  const left = kept.reduce((sum, unit) => sum + (unit.left?.reduce((count, one) => count + one, 0) ?? 0), 0);
  const isMerged = kept.length === 0 || kept.length + 1 > mostUnits || 4 * (added + left) > chunkCount;
  const units = isMerged
    ? [await createUnit(partition, classOf, slice)]
    : added === 0
      ? kept
      : [...kept, await createUnit(partition, rest, slice)];
  const index = { units, classes, segments };
  latest.set(first, index);
  return index;
}

/** The class of each chunk of the partition; 0 for the dead. New access lists get the next number. */
function classify(partition: Partition, classes: Map<string, number>): Uint32Array {
  const classOf = new Uint32Array(partition.chunkCount);
  for (const { segmentIndex, aclKey, content } of partition.documents.values()) {
    const one = classes.get(aclKey) ?? classes.size + 1;
    classes.set(aclKey, one);
    const start = (partition.bases[segmentIndex] ?? 0) + content.chunkStart;
    classOf.fill(one, start, start + content.chunkCount);
  }
  return classOf;
}

function withLeft(unit: ClassUnit, classOf: Uint32Array): ClassUnit {
  let left: Uint8Array | undefined;
  for (const [slot, one] of unit.classOf.entries()) {
    if (one === classOf[unit.chunks[slot] ?? 0]) continue;
    left ??= new Uint8Array(unit.classOf.length);
    left[slot] = 1;
  }
  return { ...unit, left };
}

/** The chunks that have a class, class by class. */
function byClass(classOf: Uint32Array): Uint32Array {
  const next: number[] = [];
  for (const one of classOf) next[one] = (next[one] ?? 0) + 1;
  next[0] = 0;
  let total = 0;
  for (let one = 0; one < next.length; one++) {
    const count = next[one] ?? 0;
    next[one] = total;
    total += count;
  }
  const chunks = new Uint32Array(total);
  for (const [chunk, one] of classOf.entries()) {
    if (one === 0) continue;
    const place = next[one] ?? 0;
    chunks[place] = chunk;
    next[one] = place + 1;
  }
  return chunks;
}

async function createUnit({ segments, bases }: Partition, classOf: Uint32Array, slice: TimeSlice): Promise<ClassUnit> {
  const parts = segments
    .map((segment, index) => ({ segment, base: bases[index] ?? 0 }))
    .filter(({ segment, base }) => classOf.subarray(base, base + segment.chunkCount).some((one) => one !== 0));
  const chunks = byClass(classOf);
  const classOfSlot = chunks.map((chunk) => classOf[chunk] ?? 0);
  const slots = new Uint32Array(classOf.length);
  for (const [slot, chunk] of chunks.entries()) slots[chunk] = slot + 1;
  const merge = (field: 'body' | 'heading'): Promise<ClassedField> =>
    mergeField(
      parts.map(({ segment, base }) => ({ postings: segment[field], base })),
      slots,
      classOfSlot,
      slice,
    );
  return { body: await merge('body'), heading: await merge('heading'), chunks, classOf: classOfSlot, left: undefined };
}

const verdicts = new WeakMap<ReadableSet, WeakMap<ClassIndex, Uint8Array>>();

/** By class: 1 when the set holds it. */
export function readableClasses(set: ReadableSet, index: ClassIndex): Uint8Array {
  let known = verdicts.get(set);
  if (known === undefined) verdicts.set(set, (known = new WeakMap()));
  let readable = known.get(index);
  if (readable === undefined) {
    readable = new Uint8Array(index.classes.size + 1);
    for (const [key, one] of index.classes) if (set.decisions.get(key) === true) readable[one] = 1;
    known.set(index, readable);
  }
  return readable;
}

const ordinals = new WeakMap<ReadableSet, WeakMap<Uint32Array, Uint32Array>>();

/** By slot of a unit: 1 + the ordinal of the chunk in the set, or 0. */
export function ordinalsOf(set: ReadableSet, { chunks }: ClassUnit): Uint32Array {
  let known = ordinals.get(set);
  if (known === undefined) ordinals.set(set, (known = new WeakMap()));
  let own = known.get(chunks);
  if (own === undefined) known.set(chunks, (own = chunks.map((chunk) => set.ordinals[chunk] ?? 0)));
  return own;
}
