/**
 * Whether one word becomes the other by at most `limit` insertions, deletions, replacements or swaps of neighbours (optimal string alignment).
 * Time is proportional to the product of the lengths, and small when the lengths differ by more than the limit.
 */
export function withinDistance(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  const width = b.length + 1;
  let [older, before, row] = [
    new Uint16Array(width),
    Uint16Array.from({ length: width }, (_, at) => at),
    new Uint16Array(width),
  ];
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (older[j - 2] ?? 0) + 1);
      row[j] = value;
      least = Math.min(least, value);
    }
    if (least > limit) return false;
    [older, before, row] = [before, row, older];
  }
  return (before[b.length] ?? 0) <= limit;
}
