/** Numbers from a seed: the same ones on every machine. Marsaglia's xorshift with 32 bits. */
export function createRandom(seed: number): () => number {
  let state = (seed >>> 0) ^ 0x9e3779b9 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

/** Weights between `-scale` and `scale`. */
export function randomWeights(random: () => number, size: number, scale: number): Float32Array {
  const weights = new Float32Array(size);
  for (let at = 0; at < size; at += 1) weights[at] = (random() * 2 - 1) * scale;
  return weights;
}
