import type { ReadableSet } from '../access/readable-set.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import type { Scores } from './scores.ts';

const stride = 512;

/** Cosine of the query with every readable chunk (all vectors have unit length), exactly, in float32. Chunks that are not readable are not looked at. */
export async function scoreDense(
  { documents, owner, chunks, chunkCount, partition }: ReadableSet,
  query: Float32Array,
  wanted: Uint8Array | undefined,
  slice: TimeSlice,
  check: () => void,
): Promise<Scores> {
  const scores = new Float64Array(chunkCount);
  const matched: number[] = [];
  const dimensions = query.length;
  for (let ordinal = 0; ordinal < chunkCount; ordinal++) {
    if (ordinal % stride === 0) {
      if (slice.isOver()) await slice.next();
      check();
    }
    const segment = documents[owner[ordinal] ?? 0]?.segmentIndex ?? 0;
    const rows = partition.vectors[segment]?.rows;
    if (rows === undefined || wanted?.[ordinal] === 0) continue;
    const first = ((chunks[ordinal] ?? 0) - (partition.bases[segment] ?? 0)) * dimensions;
    let sum = 0;
    for (let at = 0; at < dimensions; at++) sum += (rows[first + at] ?? 0) * (query[at] ?? 0);
    scores[ordinal] = sum;
    matched.push(ordinal);
  }
  return { scores, matched };
}
