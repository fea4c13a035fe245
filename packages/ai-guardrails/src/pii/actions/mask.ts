/** Stars letters and digits, but the last of them that are to be kept; the form of the value stays. */
export function maskOf(value: string, keepLast: number): string {
  const characters = Array.from(value);
  let kept = keepLast;
  for (let index = characters.length - 1; index >= 0; index--) {
    if (!/[\p{L}\p{N}\p{M}]/u.test(characters[index] ?? '')) continue;
    if (kept > 0) kept--;
    else characters[index] = '*';
  }
  return characters.join('');
}
