import type { TextSpan } from '@org/ai-core';
import { isBlank, trimSpan } from './block.ts';

const closers = new Set(Array.from('"\')]}»”’*_`', (character) => character.charCodeAt(0)));
const abbreviations: ReadonlySet<string> = new Set(
  'e.g i.e etc cf vs mr mrs ms dr prof st no nos fig eq al approx inc ltd vol p pp ca resp incl min max'.split(' '),
);

/** The sentences of `[start, end)`, each without blanks around it, together covering every character that is not blank. */
export function* sentencesOf(text: string, start: number, end: number): Generator<TextSpan> {
  let from = start;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    const isWide = unit === 0x3002 || unit === 0xff01 || unit === 0xff1f;
    if (!isWide && unit !== 46 && unit !== 33 && unit !== 63 && unit !== 0x2026) continue;
    let stop = at + 1;
    while (stop < end && closers.has(text.charCodeAt(stop))) stop++;
    if (!isWide && (stop >= end || !isBlank(text.charCodeAt(stop)))) continue;
    if (unit === 46 && (isAbbreviation(text, from, at) || continuesInLowerCase(text, stop, end))) continue;
    const sentence = trimSpan(text, from, stop);
    if (sentence !== undefined) yield sentence;
    from = stop;
    at = stop - 1;
  }
  const rest = trimSpan(text, from, end);
  if (rest !== undefined) yield rest;
}

function isAbbreviation(text: string, from: number, dot: number): boolean {
  let start = dot;
  while (start > from && dot - start < 8 && !isBlank(text.charCodeAt(start - 1))) start--;
  const word = text
    .slice(start, dot)
    .replace(/^["'([]+/, '')
    .toLowerCase();
  return abbreviations.has(word) || /^\p{L}$/u.test(word);
}

function continuesInLowerCase(text: string, from: number, end: number): boolean {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at < end && /\p{Ll}/u.test(text.charAt(at));
}

/** Cuts what is too long for one piece: at a line break or a blank near the end of each piece, else between two characters (never inside a surrogate pair or CRLF). */
export function* cutSpan(text: string, span: TextSpan, longest: number): Generator<TextSpan> {
  let from = span.start;
  while (span.end - from > longest) {
    let cut = from + longest;
    const earliest = from + Math.floor(longest / 2);
    while (cut > earliest && !isBlank(text.charCodeAt(cut - 1))) cut--;
    if (cut === earliest) cut = from + longest;
    const unit = text.charCodeAt(cut);
    const isInsidePair = (unit >= 0xdc00 && unit <= 0xdfff) || (unit === 10 && text.charCodeAt(cut - 1) === 13);
    if (isInsidePair) cut--;
    const piece = trimSpan(text, from, cut);
    if (piece !== undefined) yield piece;
    from = cut;
  }
  const rest = trimSpan(text, from, span.end);
  if (rest !== undefined) yield rest;
}
