import type { TextCursor } from '../../rail/text-cursor.ts';
import { CONTEXT_UNITS } from '../context-words.ts';

/** One expression per list: a choice of words, so that it looks at each unit a bounded number of times. */
const expressions = new WeakMap<readonly string[], RegExp>();

/**
 * Whether one of the words stands within so many units before the cursor, in either case and whole; a word that ends in `*`
 * also begins longer ones.
 */
export function hasContextWord(cursor: TextCursor, words: readonly string[], within: number = CONTEXT_UNITS): boolean {
  const before = cursor.slice(-within, 0).toLowerCase();
  let expression = expressions.get(words);
  if (expression === undefined) expressions.set(words, (expression = expressionOf(words)));
  return expression.test(before) || (hasMark.test(before) && expression.test(before.normalize('NFC')));
}

/** Scripts that keep words apart; a word in another one may stand right before or behind other letters. */
const LETTER = '[0-9a-z\\u00c0-\\u024f\\u0370-\\u052f]';

const isLetterLast = new RegExp(`${LETTER}$`);

/** Marks that combine with the letter before them. */
const hasMark = /[\u0300-\u036f]/;

function expressionOf(words: readonly string[]): RegExp {
  const choices = words.map((word) => {
    const isPrefix = word.endsWith('*');
    const text = (isPrefix ? word.slice(0, -1) : word).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return isPrefix || !isLetterLast.test(word) ? text : `${text}(?!${LETTER})`;
  });
  return new RegExp(`(?<!${LETTER})(?:${choices.join('|')})`);
}
