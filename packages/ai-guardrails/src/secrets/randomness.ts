const LEAST_STEPS = 0.2;

/**
 * Whether a text reads as drawn by chance, not as words, identifiers, counters or fillers: enough different characters,
 * no long repetition or sequence, and a change between lower case, upper case and digits at a fifth of its places
 * (identifiers change at the starts of their words only; a hexadecimal key changes at two of five).
 */
export function looksRandom(text: string, leastSteps: number = LEAST_STEPS): boolean {
  const kinds = new Set<number>();
  const seen = new Set<number>();
  let steps = 0;
  let same = 0;
  let sequence = 0;
  let last = -1;
  let lastKind = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const kind = kindOf(unit);
    seen.add(unit);
    kinds.add(kind);
    if (at > 0 && kind !== lastKind && kind !== OTHER && lastKind !== OTHER) steps++;
    same = unit === last ? same + 1 : 0;
    sequence = unit === last + 1 || unit === last - 1 ? sequence + 1 : 0;
    if (same >= 5 || sequence >= 5) return false;
    last = unit;
    lastKind = kind;
  }
  if (seen.size < Math.min(8, text.length * 0.5) || isPeriodic(text)) return false;
  const isMixed = kinds.has(DIGIT) ? kinds.has(LOWER) || kinds.has(UPPER) : kinds.has(LOWER) && kinds.has(UPPER);
  return isMixed && steps >= text.length * leastSteps;
}

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;

function kindOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return LOWER;
  if (unit >= 0x41 && unit <= 0x5a) return UPPER;
  return unit >= 0x30 && unit <= 0x39 ? DIGIT : OTHER;
}

function isPeriodic(text: string): boolean {
  for (let period = 1; period <= 10 && period * 2 <= text.length; period++) {
    let at = period;
    while (at < text.length && text.charCodeAt(at) === text.charCodeAt(at - period)) at++;
    if (at === text.length) return true;
  }
  return false;
}
