/** How many standard deviations above the mean a normal value lies with probability `share` at most: by bisection of the series of the error function, to 1e-9. */
export function probit(share: number): number {
  let low = -8;
  let high = 8;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of a standard normal distribution below `z`. Source: Marsaglia 2004, "Evaluating the Normal Distribution" (Taylor series). */
function normalShare(z: number): number {
  let sum = z;
  let term = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && odd < 1_000; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * z * z - 0.9189385332046727);
}
