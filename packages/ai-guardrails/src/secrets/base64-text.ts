/** The bytes of Base64 in either alphabet, each as one character; undefined where a character is in neither. */
export function base64Text(encoded: string): string | undefined {
  let text = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; at < encoded.length; at++) {
    const value = valueOf(encoded.charCodeAt(at));
    if (value === undefined) return encoded.charCodeAt(at) === 0x3d ? text : undefined;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    text += String.fromCharCode((held >> bits) & 0xff);
  }
  return text;
}

function valueOf(unit: number): number | undefined {
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41;
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x47;
  if (unit >= 0x30 && unit <= 0x39) return unit + 4;
  if (unit === 0x2b || unit === 0x2d) return 62;
  return unit === 0x2f || unit === 0x5f ? 63 : undefined;
}
