const LEAST_RUN = 16;
const LEAST_PAIRS = 8;
const rotated = /\b(?:gur|naq|lbhe|vtaber|lbh|flfgrz)\b/i;

/** Whether a text may hold something that `decodeText` would find: one cheap pass that most sentences stop at. */
export function mayEncode(text: string): boolean {
  let run = 0;
  let pairs = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const lower = unit | 0x20;
    const isDigit = unit >= 0x30 && unit <= 0x39;
    if (
      isDigit ||
      (lower >= 0x61 && lower <= 0x7a) ||
      unit === 0x2b ||
      unit === 0x2f ||
      unit === 0x5f ||
      unit === 0x2d
    ) {
      if (++run >= LEAST_RUN) return true;
    } else run = 0;
    if (unit === 0x25 || unit === 0x5c || (unit === 0x26 && text[at + 1] !== ' ')) return true;
    if (isDigit || (lower >= 0x61 && lower <= 0x66)) {
      if (++digits === 2 && ++pairs >= LEAST_PAIRS) return true;
      if (digits > 2) pairs = 0;
    } else {
      if (digits === 1 || (unit !== 0x20 && unit !== 0x2c && unit !== 0x3a)) pairs = 0;
      digits = 0;
    }
  }
  return rotated.test(text);
}
