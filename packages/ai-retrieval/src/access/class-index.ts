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
  /** The class of each chunk when the unit was made; 0 for those of other units. */
  readonly classOf: Uint32Array;
  /** 1 for chunks that have gone or changed since; undefined when there are none. */
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
    for (const [chunk, one] of unit.classOf.entries()) if (one !== 0 && unit.left?.[chunk] !== 1) rest[chunk] = 0;
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
  for (const [chunk, one] of unit.classOf.entries()) {
    if (one === 0 || one === classOf[chunk]) continue;
    left ??= new Uint8Array(unit.classOf.length);
    left[chunk] = 1;
  }
  return { ...unit, left };
}

async function createUnit({ segments, bases }: Partition, classOf: Uint32Array, slice: TimeSlice): Promise<ClassUnit> {
  const parts = segments
    .map((segment, index) => ({ segment, base: bases[index] ?? 0 }))
    .filter(({ segment, base }) => classOf.subarray(base, base + segment.chunkCount).some((one) => one !== 0));
  const merge = (field: 'body' | 'heading'): Promise<ClassedField> =>
    mergeField(
      parts.map(({ segment, base }) => ({ postings: segment[field], base })),
      classOf,
      slice,
    );
  return { body: await merge('body'), heading: await merge('heading'), classOf, left: undefined };
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
