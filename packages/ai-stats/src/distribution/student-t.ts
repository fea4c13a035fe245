import { requireNumber } from '../interval/check.ts';
import { incompleteBeta } from './gamma.ts';

/** Probability that Student's t variable with `degrees` of freedom is at most `t`. */
export function studentTCdf(t: number, degrees: number): number {
  requireNumber('degrees', degrees, degrees > 0, 'above 0');
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** The value that Student's t variable stays below with probability `p`, by bisection of its tail on a growing bracket. */
export function studentTQuantile(p: number, degrees: number): number {
  requireNumber('p', p, p > 0 && p < 1, 'between 0 and 1, both excluded');
  if (p === 0.5) return 0;
  // Always solved in the lower tail, where the distribution function loses no digits.
  const tail = Math.min(p, 1 - p);
  let low = -1;
  while (studentTCdf(low, degrees) > tail) low *= 2;
  let high = low === -1 ? 0 : low / 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTCdf(middle, degrees) < tail) low = middle;
    else high = middle;
  }
  return p < 0.5 ? low : -low;
}
