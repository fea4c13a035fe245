const pair = /(?:\\x|0x|\\u00|%)?([0-9a-fA-F]{2})/g;

/** The bytes of pairs of hexadecimal digits, with or without `\x`, `0x` and separators. */
export function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text.matchAll(pair), ([, digits]) => Number.parseInt(digits ?? '', 16)));
}

/** The bytes of a text with percent escapes, in UTF-8. Units beyond ASCII stand for a question mark. */
export function bytesOfPercent(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const digits = text[at] === '%' ? text.slice(at + 1, at + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(digits)) {
      bytes.push(Number.parseInt(digits, 16));
      at += 2;
    } else {
      const unit = text.charCodeAt(at);
      bytes.push(unit === 0x2b ? 0x20 : unit < 0x80 ? unit : 0x3f);
    }
  }
  return Uint8Array.from(bytes);
}
