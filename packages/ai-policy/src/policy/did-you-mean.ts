/** A hint at the name that was probably meant, or at all there are when none is near and they are few. */
export function didYouMean(name: string, known: readonly string[]): string {
  const lower = name.toLowerCase();
  if (known.includes(name)) return 'it has no meaning in this place';
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  // A field is often written without the part before its dot.
  const tail = known.find((candidate) => candidate.toLowerCase().endsWith(`.${lower}`));
  const best = near?.candidate ?? tail;
  if (best !== undefined) return `did you mean "${best}"?`;
  return known.length <= 12 ? `there are ${known.join(', ')}` : `see the list of fields in the README`;
}

const LONGEST = 64;

/** Optimal string alignment distance: letters added, left out, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  if (a.length > LONGEST || b.length > LONGEST) return LONGEST;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : LONGEST;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? LONGEST;
}
