/** 1 / (1 + e^-x). */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Shares that add up to 1, from logits; the largest is taken away first, so that nothing overflows. */
export function softmax(logits: Float32Array): Float64Array {
  const most = logits.reduce((found, logit) => Math.max(found, logit), -Infinity);
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}
