const LEAST_STEPS = 0.2;

/**
 * Whether a text reads as drawn by chance, not as words, identifiers, counters or fillers: enough different characters,
 * no long repetition or sequence, and a change between lower case, upper case and digits at a fifth of its places
 * (identifiers change at the starts of their words only; a hexadecimal key changes at two of five).
 */
export function looksRandom(text: string, leastSteps: number = LEAST_STEPS): boolean {
  let kinds = 0;
  let distinct = 0;
  let steps = 0;
  let same = 0;
  let sequence = 0;
  let last = -1;
  let lastKind = 0;
  seen.fill(0);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at) & 0x7f;
    const kind = kindOf(unit);
    if (seen[unit] === 0) distinct++;
    seen[unit] = 1;
    kinds |= kind;
    if (at > 0 && kind !== lastKind && kind !== OTHER && lastKind !== OTHER) steps++;
    same = unit === last ? same + 1 : 0;
    sequence = unit === last + 1 || unit === last - 1 ? sequence + 1 : 0;
    if (same >= 5 || sequence >= 5) return false;
    last = unit;
    lastKind = kind;
  }
  if (steps < text.length * leastSteps || distinct < Math.min(8, text.length * 0.5)) return false;
  const hasBothCases = (kinds & LOWER) !== 0 && (kinds & UPPER) !== 0;
  return ((kinds & DIGIT) === 0 ? hasBothCases : (kinds & (LOWER | UPPER)) !== 0) && !isPeriodic(text);
}

/** Scratch: which characters of a text have been met. */
const seen: Uint8Array = new Uint8Array(0x80);

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 4;

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
