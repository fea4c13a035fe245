import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isWhitespace } from './units.ts';

/** An attribute of a tag, with the span that it takes up, the white space before it apart. */
export interface HtmlAttribute {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Reads what stands behind the name of a tag, as the HTML standard does; quotes may be escaped, as in JSON. */
export function* htmlAttributes(text: string): Generator<HtmlAttribute, void> {
  let at = 0;
  while (at < text.length) {
    while (at < text.length && ' \t\n\f\r/'.includes(text.charAt(at))) at++;
    const start = at;
    while (at < text.length && !' \t\n\f\r/='.includes(text.charAt(at))) at++;
    const name = text.slice(start, at).toLowerCase();
    const nameEnd = at;
    while (at < text.length && isWhitespace(text.charCodeAt(at))) at++;
    if (text.charAt(at) !== '=') {
      if (nameEnd > start) yield { name, value: '', start, end: nameEnd };
      else if (at === start) at++;
      continue;
    }
    at++;
    while (at < text.length && isWhitespace(text.charCodeAt(at))) at++;
    if (text.charAt(at) === '\\' && `"'`.includes(text.charAt(at + 1) || ' ')) at++;
    const opening = text.charAt(at);
    let value: string;
    if (opening === '"' || opening === "'") {
      const end = text.indexOf(opening, at + 1);
      value = text.slice(at + 1, end < 0 ? undefined : end).replace(/\\$/, '');
      at = end < 0 ? text.length : end + 1;
    } else {
      const from = at;
      while (at < text.length && !isWhitespace(text.charCodeAt(at))) at++;
      value = text.slice(from, at);
    }
    yield { name, value, start, end: at };
  }
}

/** Whether the bracket at a distance opens a tag: any other is a character, also of a value or a name. */
export function beginsTag(cursor: TextCursor, distance: number): boolean {
  const next = cursor.unit(distance + 1);
  return isAsciiLetter(next === 0x2f ? cursor.unit(distance + 2) : next);
}
