/** Classes of UTF-16 code units; -1 (no unit) is in none of them. */
export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

export function isAsciiLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return unit >= 0x41 && lower >= 0x61 && lower <= 0x7a;
}

/** Letters beyond ASCII of scripts that write words with spaces between them. */
export function isOtherLetter(unit: number): boolean {
  return unit >= 0xc0 && unit < 0x2000 && unit !== 0xd7 && unit !== 0xf7;
}

/** What makes a word go on: an ASCII letter, a digit or an underscore. */
export function isWord(unit: number): boolean {
  return isDigit(unit) || isAsciiLetter(unit) || unit === 0x5f;
}

export function isHexDigit(unit: number): boolean {
  const lower = unit | 0x20;
  return isDigit(unit) || (unit >= 0x41 && lower >= 0x61 && lower <= 0x66);
}

/** Space, tab, and the spaces and joiners that hide in pasted text; no line break. */
export function isInlineSpace(unit: number): boolean {
  return unit === 0x20 || unit === 9 || unit === 0xa0 || unit === 0x202f || unit === 0x2009 || unit === 0x200b;
}

export function isWhitespace(unit: number): boolean {
  return isInlineSpace(unit) || (unit >= 10 && unit <= 13) || unit === 0x3000 || unit === 0x2028 || unit === 0x2029;
}

/** Hyphen-minus, its typographic forms, and the soft hyphen. */
export function isHyphen(unit: number): boolean {
  return unit === 0x2d || (unit >= 0x2010 && unit <= 0x2013) || unit === 0xad;
}
