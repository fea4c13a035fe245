import type { TextCursor } from '../../rail/text-cursor.ts';
import { isFirstName } from '../names/first-names.ts';
import { introductionAt, type Introduction } from '../names/introduction.ts';
import { isCapital, isLetter, readName, type NameWord } from '../names/name-words.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

/** How names are found. */
export interface PersonNameOptions {
  /** Find a given name of the list with another name behind it, without any introduction. @defaultValue true */
  readonly fromList?: boolean | undefined;
}

const MOST_WORDS = 4;
/** Four words of twenty letters, particles between them. */
const LONGEST = 110;
const scores: Readonly<Record<Introduction, number>> = {
  introduction: 0.85,
  title: 0.8,
  self: 0.75,
  greeting: 0.7,
  signature: 0.7,
  label: 0.65,
};
const LISTED = 0.6;

/**
 * A recogniser of names of people by rules: behind titles (`Mr`, `Frau`), introductions (`my name is`), greetings
 * (`Dear`), labels (`From:`) and closings of letters, and a given name of a list of 600 with another name behind it.
 * Names without any of these are not found; a model behind {@link taggerRail} finds more. It looks at every capitalised
 * word, which costs more than all built-in recognisers together, so it is not among them.
 * @example
 * ```ts
 * import { createGuard, personName, piiRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [piiRail({ recognisers: [personName()] })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function personName(options: PersonNameOptions = {}): PiiRecogniser {
  const { fromList = true } = options;
  return {
    type: 'PERSON',
    maxLength: LONGEST,
    lookahead: 2,
    isWordBound: true,
    begins: isCapital,
    beginsBeyondAscii: true,
    firstWord: ({ length, hasUpper, hasDigit }) => length === 0 || (hasUpper && !hasDigit),
    open: () => (cursor) => recognise(cursor, fromList),
  };
}

function recognise(cursor: TextCursor, fromList: boolean): Recognition | undefined {
  if (isLetter(cursor.unit(-1))) return undefined;
  const introduction = introductionAt(cursor);
  const words = readName(cursor, introduction === undefined ? 1 : MOST_WORDS);
  const [first] = words;
  if (first === undefined) return undefined;
  const isListed = isFirstName(first.text);
  if (introduction === undefined) return fromList && isListed ? listed(cursor) : undefined;
  const end = words.at(-1)?.end ?? first.end;
  return fits(cursor, introduction, words, isListed, end)
    ? { end, rule: introduction, score: scores[introduction] }
    : undefined;
}

/** A given name of the list, and one to three names behind it. */
function listed(cursor: TextCursor): Recognition | undefined {
  const words = readName(cursor, MOST_WORDS);
  const end = words.at(-1)?.end;
  return words.length < 2 || end === undefined ? undefined : { end, rule: 'listed', score: LISTED };
}

/** Weak introductions want a known name, or a form that only names have there. */
function fits(
  cursor: TextCursor,
  introduction: Introduction,
  words: readonly NameWord[],
  isListed: boolean,
  end: number,
): boolean {
  switch (introduction) {
    case 'self':
      return isListed;
    case 'label':
      return isListed || words.length > 1;
    case 'greeting':
      return isListed || ',!\n:\u2013-'.includes(String.fromCharCode(cursor.unit(end))) || cursor.unit(end) === -1;
    case 'signature':
      return cursor.unit(end) === -1 || cursor.unit(end) === 0x0a || cursor.unit(end) === 0x0d;
    default:
      return true;
  }
}
