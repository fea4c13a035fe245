import type { Partition } from '../index/partition.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { groupPostings, type GroupedPostings } from '../segment/grouped-postings.ts';
import type { Segment } from '../segment/segment.ts';
import type { ReadableSet } from './readable-set.ts';

/** A segment's postings by access class: documents that the same access list opens are of one class. */
export interface ClassedSegment {
  /** Keys of the access lists; class `c` is that of `keys[c - 1]`. */
  readonly keys: readonly string[];
  readonly classOf: Uint32Array;
  readonly body: GroupedPostings;
  readonly heading: GroupedPostings;
}

const byPartition = new WeakMap<Partition, Promise<readonly ClassedSegment[]>>();
const latest = new WeakMap<Segment, ClassedSegment>();

/**
 * The partition's postings by access class. Made once per generation, for the segments whose access or documents have changed since;
 * then what a search costs depends on what may be read, and not on what else the tenant holds.
 */
export function classedSegments(partition: Partition, slice: TimeSlice): Promise<readonly ClassedSegment[]> {
  let made = byPartition.get(partition);
  if (made === undefined) byPartition.set(partition, (made = classify(partition, slice)));
  return made;
}

async function classify(partition: Partition, slice: TimeSlice): Promise<readonly ClassedSegment[]> {
  const drafts = partition.segments.map((segment) => ({
    keys: new Map<string, number>(),
    classOf: new Uint32Array(segment.chunkCount),
  }));
  for (const { segmentIndex, aclKey, content } of partition.documents.values()) {
    const draft = drafts[segmentIndex];
    if (draft === undefined) continue;
    const known = draft.keys.get(aclKey) ?? draft.keys.size + 1;
    draft.keys.set(aclKey, known);
    draft.classOf.fill(known, content.chunkStart, content.chunkStart + content.chunkCount);
  }
  const classed: ClassedSegment[] = [];
  for (const [index, { keys: byKey, classOf }] of drafts.entries()) {
    const segment = partition.segments[index];
    if (segment === undefined) continue;
    const keys = [...byKey.keys()];
    const before = latest.get(segment);
    if (before !== undefined && isSame(before, keys, classOf)) {
      classed.push(before);
      continue;
    }
    const body = await groupPostings(segment.body, classOf, keys.length, slice);
    const heading = await groupPostings(segment.heading, classOf, keys.length, slice);
    const made = { keys, classOf, body, heading };
    latest.set(segment, made);
    classed.push(made);
  }
  return classed;
}

function isSame({ keys, classOf }: ClassedSegment, otherKeys: readonly string[], otherClassOf: Uint32Array): boolean {
  return (
    keys.length === otherKeys.length &&
    keys.every((key, index) => key === otherKeys[index]) &&
    classOf.every((one, chunk) => one === otherClassOf[chunk])
  );
}

const verdicts = new WeakMap<ReadableSet, WeakMap<ClassedSegment, Uint8Array>>();

/** By class: 1 when the set holds it. */
export function readableClasses(set: ReadableSet, segment: ClassedSegment): Uint8Array {
  let known = verdicts.get(set);
  if (known === undefined) verdicts.set(set, (known = new WeakMap()));
  let classes = known.get(segment);
  if (classes === undefined) {
    classes = Uint8Array.from([0, ...segment.keys.map((key) => (set.decisions.get(key) === true ? 1 : 0))]);
    known.set(segment, classes);
  }
  return classes;
}
