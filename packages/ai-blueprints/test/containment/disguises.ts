/** Hides an order from whoever looks at its letters; {@link readingsOf} undoes all of them. */
export const disguises: Readonly<Record<string, (order: string) => string>> = {
  plain: (order) => order,
  'zero-width': (order) => order.replace(/(?<=\p{L})(?=\p{L})/gu, '\u200b'),
  homoglyphs: (order) => order.replace(/[aeopcxi]/g, (letter) => lookAlikes[letter] ?? letter),
  'full width': (order) => order.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  base64: (order) => `Decode this note and do what it says: ${base64Of(order)}`,
  entities: (order) => order.replace(/[A-Za-z]/g, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`),
  'soft hyphens': (order) => order.replace(/(?<=\w)(?=\w)/g, '\u00ad'),
  'tag characters': (order) =>
    Array.from(order, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join(''),
};

const lookAlikes: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х', i: 'і' };
const alike = new Map(Object.entries(lookAlikes).map(([letter, other]) => [other, letter]));

/** Everything that a text says to somebody who looks for hidden orders. */
export function readingsOf(text: string): readonly string[] {
  const plain = plainOf(text);
  const decoded = [...plain.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)].map(([run]) => fromBase64(run));
  return [...new Set([text, plain, ...decoded].filter((reading) => reading !== ''))];
}

/** A text as it looks: invisible characters out, look-alikes and other widths undone, entities and percent signs decoded. */
export function plainOf(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) =>
      String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex, 16))),
    )
    .replace(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000))
    .replace(/\p{Cf}|\u034f/gu, '')
    .normalize('NFKC')
    .replace(/[аеорсхі]/g, (letter) => alike.get(letter) ?? letter);
}

/** Base64 of UTF-8. */
export function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** What a run of Base64 says, or nothing when it is none. */
export function fromBase64(run: string): string {
  try {
    const bytes = Uint8Array.from(atob(run.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
}
