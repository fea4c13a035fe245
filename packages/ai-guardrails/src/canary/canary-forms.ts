import { foldedUnit } from './fold.ts';

/** How a marker may be written: as letters of any case and shape, or exactly. Letters and digits only. */
export interface CanaryForm {
  readonly form: 'plain' | 'reversed' | 'rot13' | 'rot13-reversed' | 'hex' | 'hex-reversed' | 'base64';
  readonly isExact: boolean;
  readonly text: string;
  /** Shortest piece that gives the marker away. */
  readonly least: number;
}

/** Every form in which a marker is looked for. `least` letters of the marker are enough. */
export function formsOf(marker: string, least: number): readonly CanaryForm[] {
  const forms = new Map<string, CanaryForm>();
  const add = (form: CanaryForm['form'], isExact: boolean, text: string, length: number): void => {
    const key = `${String(isExact)}:${text}`;
    if (!forms.has(key) && text.length >= length) forms.set(key, { form, isExact, text, least: length });
  };
  const plain = lettersOf(marker);
  add('plain', false, plain, least);
  add('reversed', false, reversed(plain), least);
  add('rot13', false, rot13(plain), least);
  add('rot13-reversed', false, reversed(rot13(plain)), least);
  for (const written of [marker, marker.toLowerCase(), marker.toUpperCase()]) {
    const bytes = new TextEncoder().encode(written);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
    add('hex', false, hex.join(''), 2 * least);
    add('hex-reversed', false, [...hex].reverse().join(''), 2 * least);
    // Where the marker stands in a longer text, its bytes begin at any of the three places of a group.
    for (let shift = 0; shift < 3; shift++) add('base64', true, base64At(bytes, shift), Math.ceil((4 * least) / 3));
  }
  return [...forms.values()];
}

function lettersOf(text: string): string {
  return Array.from(text, (letter) => foldedUnit(letter.charCodeAt(0), letter.charCodeAt(1)))
    .filter((unit) => unit > 0)
    .map((unit) => String.fromCharCode(unit))
    .join('');
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 0x61 + 13) % 26) + 0x61));
}

/** Base64 of bytes behind `shift` others: only the characters that the bytes alone decide, letters and digits. */
function base64At(bytes: Uint8Array, shift: number): string {
  const framed = String.fromCharCode(...new Uint8Array(shift), ...bytes);
  const whole = Math.floor(framed.length / 3) * 4;
  const decided = btoa(framed).slice(shift === 0 ? 0 : shift + 1, whole + (framed.length % 3));
  return decided.replace(/[^A-Za-z0-9]/g, '');
}
