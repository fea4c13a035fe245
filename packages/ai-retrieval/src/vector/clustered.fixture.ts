/** A seeded stream of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}

/** Vectors in groups of uneven size, each group with a few directions of its own: what embeddings of topics look like. */
export function clustered(
  count: number,
  dimensions: number,
  seed: number,
): { readonly vectors: Float32Array; readonly groups: Uint16Array; readonly queries: Float32Array } {
  const uniform = seeded(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
  const groupCount = 60;
  const rank = 8;
  const centres = Float32Array.from({ length: groupCount * dimensions }, normal);
  const directions = Float32Array.from({ length: groupCount * rank * dimensions }, () => normal() / Math.sqrt(rank));
  const draw = (group: number, target: Float32Array): void => {
    const weights = Array.from({ length: rank }, normal);
    for (let index = 0; index < dimensions; index++) {
      let value = (centres[group * dimensions + index] ?? 0) + 0.3 * normal();
      for (const [number, weight] of weights.entries())
        value += weight * (directions[(group * rank + number) * dimensions + index] ?? 0);
      target[index] = value;
    }
  };
  const vectors = new Float32Array(count * dimensions);
  const groups = Uint16Array.from({ length: count }, () => Math.floor(uniform() * uniform() * groupCount));
  for (const [row, group] of groups.entries()) draw(group, vectors.subarray(row * dimensions, (row + 1) * dimensions));
  const queryCount = 40;
  const queries = new Float32Array(queryCount * dimensions);
  for (let row = 0; row < queryCount; row++)
    draw(Math.floor(uniform() * groupCount), queries.subarray(row * dimensions, (row + 1) * dimensions));
  return { vectors, groups, queries };
}
