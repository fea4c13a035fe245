import type { ReadableSet } from '../access/readable-set.ts';
import type { TimeSlice } from '../internal/time-slice.ts';

const stride = 512;

/** Cosine of the query with every readable chunk (all vectors have unit length), exactly, in float32. Chunks that are not readable are not looked at. */
export async function scoreDense(
  ranked: ReadableSet,
  query: Float32Array,
  slice: TimeSlice,
  check: () => void,
): Promise<{ readonly scores: Float64Array; readonly matched: readonly number[] }> {
  const { segments, vectors, bases, chunkCount } = ranked.partition;
  const scores = new Float64Array(chunkCount);
  const matched: number[] = [];
  const dimensions = query.length;
  for (const [index, segment] of segments.entries()) {
    const rows = vectors[index]?.rows;
    const base = bases[index] ?? 0;
    if (rows === undefined) continue;
    for (let chunk = 0; chunk < segment.chunkCount; chunk++) {
      if (chunk % stride === 0) {
        if (slice.isOver()) await slice.next();
        check();
      }
      if (ranked.owner[base + chunk] === 0) continue;
      let sum = 0;
      for (let at = 0, row = chunk * dimensions; at < dimensions; at++, row++)
        sum += (rows[row] ?? 0) * (query[at] ?? 0);
      scores[base + chunk] = sum;
      matched.push(base + chunk);
    }
  }
  return { scores, matched };
}
