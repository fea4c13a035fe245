import type { TextSpan } from '@org/ai-core';

const abbreviations: ReadonlySet<string> = new Set([
  'e.g',
  'i.e',
  'etc',
  'cf',
  'vs',
  'approx',
  'no',
  'nr',
  'fig',
  'sec',
  'mr',
  'mrs',
  'ms',
  'dr',
  'st',
  'prof',
  'inc',
  'ltd',
  'incl',
  'excl',
  'min',
  'max',
  'dept',
  'art',
  'p',
  'pp',
]);

/** Spans of the sentences in `text` between `start` and `end`, trimmed; line breaks inside a paragraph do not end a sentence. Linear. */
export function sentencesOf(text: string, start: number, end: number): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char !== '.' && char !== '!' && char !== '?') continue;
    let after = at + 1;
    while (after < end && isCloser(text[after])) after++;
    if (after < end && !isSpace(text[after])) continue;
    let next = after;
    while (next < end && isSpace(text[next])) next++;
    if (next < end && (isLower(text[next]) || (char === '.' && isAbbreviation(text, from, at)))) continue;
    push(spans, text, from, after);
    from = next;
    at = Math.max(at, next - 1);
  }
  push(spans, text, from, end);
  return spans;
}

function push(spans: TextSpan[], text: string, start: number, end: number): void {
  let first = start;
  let last = end;
  while (first < last && isSpace(text[first])) first++;
  while (last > first && isSpace(text[last - 1])) last--;
  if (last > first) spans.push({ start: first, end: last });
}

function isCloser(char: string | undefined): boolean {
  return char !== undefined && '"\'”’)]*_`'.includes(char);
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t' || char === '\u00a0';
}

function isLower(char: string | undefined): boolean {
  return char !== undefined && char !== char.toUpperCase();
}

function isAbbreviation(text: string, from: number, dot: number): boolean {
  let first = dot;
  while (first > from && dot - first < 8 && !isSpace(text[first - 1]) && text[first - 1] !== '(') first--;
  const word = text.slice(first, dot);
  return abbreviations.has(word.toLowerCase()) || /^[A-Z]$/.test(word) || (/^\d{1,2}$/.test(word) && first === from);
}
