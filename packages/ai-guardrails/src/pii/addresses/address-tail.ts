import type { TextCursor } from '../../rail/text-cursor.ts';

/** Longest tail that is read, in UTF-16 units. */
export const LONGEST_TAIL = 90;

const word = "[A-Z\\u00c0-\\u00de][\\w\\u00c0-\\u017f.'\\u2019-]{1,24}";
const linking = '(?: (?:an der|am|im|ob der|bei|de|del|de la|di|da|do|la|el|en|sur|sous|les|le|upon|aan den|op))?';
const gap = '(?:, ?|\\r?\\n ?| )';
const unit = new RegExp(
  `^(?:, ?| )(?:(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm)\\.? ?#?|#)[a-z0-9-]{1,6}(?![a-z0-9])`,
  'i',
);
/** City with state or county, and a postal code behind: United States, Canada, United Kingdom, Australia. */
const codeLast = new RegExp(
  `^${gap}(?:${word}${gap}){1,5}?(?:[0-9]{5}(?:-[0-9]{4})?|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]{2,3} [0-9]{4,5}(?:-[0-9]{4})?)(?![A-Za-z0-9])`,
);
/** A postal code, and the city behind: most of Europe, Latin America. */
const codeFirst = new RegExp(
  `^(?:, ?|\\r?\\n ?)(?:(?:D|A|F|CH|B|L|NL|I|E|PL|S|DK|N|FI)-)?(?:[0-9]{4} ?[A-Z]{2}|[0-9]{2}-[0-9]{3}|[0-9]{3} ?[0-9]{2}|[0-9]{4})(?:${linking} ${word}){1,4}`,
);

/** End of the address behind its street: a flat, then city and postal code where they follow. */
export function tailEnd(cursor: TextCursor, street: number): number {
  let end = street;
  const flat = unit.exec(cursor.slice(end, end + 20));
  if (flat !== null) end += flat[0].length;
  const behind = cursor.unit(end);
  if (behind !== 0x2c && behind !== 0x0a && behind !== 0x0d && behind !== 0x20) return end;
  const text = cursor.slice(end, end + LONGEST_TAIL);
  const tail = codeFirst.exec(text) ?? codeLast.exec(text);
  return tail === null ? end : end + tail[0].replace(/[.,'-]+$/, '').length;
}
