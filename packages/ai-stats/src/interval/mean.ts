/** Arithmetic mean; compensated (Neumaier 1974), so that it does not depend on the size of the list. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  // Read by index: samples of a bootstrap are typed arrays, and copying each would double its time.
  let index = 0;
  while (index < values.length) {
    const value = values[index++] ?? 0;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return (sum + lost) / values.length;
}
