import type { TextCursor } from '../../rail/text-cursor.ts';
import { CONTEXT_UNITS } from '../context-words.ts';

/**
 * Whether one of the words stands within 40 units before the cursor, in either case and whole; a word that ends in `*`
 * also begins longer ones.
 */
export function hasContextWord(cursor: TextCursor, words: readonly string[]): boolean {
  const before = cursor.slice(-CONTEXT_UNITS, 0).toLowerCase().normalize('NFC');
  return words.some((word) => isThere(before, word));
}

function isThere(text: string, word: string): boolean {
  const isPrefix = word.endsWith('*');
  const sought = isPrefix ? word.slice(0, -1) : word;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    const isStart = !isWordCharacter(text.charAt(at - 1));
    if (isStart && (isPrefix || !isWordCharacter(text.charAt(at + sought.length)))) return true;
  }
  return false;
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
