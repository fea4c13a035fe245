import { requireNumber } from '../interval/check.ts';
import { upperGamma } from './gamma.ts';

/** Probability that a standard normal variable is at most `x`; accurate in both tails. */
export function normalCdf(x: number): number {
  const tail = 0.5 * upperGamma(0.5, (x * x) / 2);
  return x < 0 ? tail : 1 - tail;
}

/**
 * The value that a standard normal variable stays below with probability `p`: a rational start (Abramowitz and Stegun 26.2.23), then Halley's steps on the distribution function.
 * Infinite for 0 and 1.
 */
export function normalQuantile(p: number): number {
  requireNumber('p', p, p >= 0 && p <= 1, 'between 0 and 1');
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 4; step++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const newton = (normalCdf(x) - p) / density;
    x -= newton / (1 + (x * newton) / 2);
  }
  return x;
}
