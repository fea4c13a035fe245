/** How a language writes what brackets do not count in. */
export interface Notation {
  /** Begins a comment to the end of the line. */
  readonly lineComment: '//' | '#';
  readonly hasBlockComments: boolean;
  /** Quotes of texts over several lines, the longest first. */
  readonly longQuotes: readonly string[];
  /** Whether a backslash keeps a long quote from closing. */
  readonly hasLongEscapes: boolean;
  readonly hasRegularExpressions: boolean;
}

/** A line as the brackets see it. */
export interface BracketLine {
  /** The line begins inside of a comment or a text. */
  readonly isInside: boolean;
  /** Nothing but comment stands on it. */
  readonly isComment: boolean;
  readonly depthBefore: number;
  readonly depthAfter: number;
}

const opening = new Set('([{');
const closing = new Set(')]}');
const beforeExpression = new Set('(,=:[!&|?{};+-*%<>~^');

/** Follows brackets through a program line by line, past comments and texts. Linear; a bracket too many closes nothing. */
export function createBrackets(notation: Notation): (line: string) => BracketLine {
  let depth = 0;
  let inside: string | undefined;
  return (line) => {
    const depthBefore = depth;
    const isInside = inside !== undefined;
    let hasCode = false;
    let hasComment = inside === '*/';
    let last = '';
    for (let at = 0; at < line.length;) {
      if (inside !== undefined) {
        hasCode ||= inside !== '*/';
        const isEscape = line[at] === '\\' && inside !== '*/' && notation.hasLongEscapes;
        if (line.startsWith(inside, at)) {
          at += inside.length;
          inside = undefined;
          last = '"';
        } else at += isEscape ? 2 : 1;
        continue;
      }
      if (line.startsWith(notation.lineComment, at)) {
        hasComment = true;
        break;
      }
      if (notation.hasBlockComments && line.startsWith('/*', at)) {
        inside = '*/';
        hasComment = true;
        at += 2;
        continue;
      }
      const long = notation.longQuotes.find((quote) => line.startsWith(quote, at));
      if (long !== undefined) {
        inside = long;
        hasCode = true;
        at += long.length;
        continue;
      }
      const character = line.charAt(at);
      if (character.trim() !== '') hasCode = true;
      if (character === '"' || character === "'") at = closingQuote(line, at, character);
      else if (character === '/' && notation.hasRegularExpressions && (last === '' || beforeExpression.has(last)))
        at = closingSlash(line, at);
      else if (opening.has(character)) depth++;
      else if (closing.has(character)) depth = Math.max(0, depth - 1);
      if (character.trim() !== '') last = character;
      at++;
    }
    return { isInside, isComment: hasComment && !hasCode, depthBefore, depthAfter: depth };
  };
}

/** A text in such quotes ends with its line at the latest. */
function closingQuote(line: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < line.length && line[at] !== quote) at += line[at] === '\\' ? 2 : 1;
  return at;
}

/** The end of a regular expression, or where it stands when there is none on the line: then it divides. */
function closingSlash(line: string, from: number): number {
  let isInClass = false;
  for (let at = from + 1; at < line.length; at++) {
    const character = line[at];
    if (character === '\\') at++;
    else if (character === '[') isInClass = true;
    else if (character === ']') isInClass = false;
    else if (character === '/' && !isInClass) return at;
  }
  return from;
}
