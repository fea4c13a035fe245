import type { TextCursor } from '../rail/text-cursor.ts';

/** How far before a value its context words may stand, in UTF-16 units. */
export const CONTEXT_UNITS = 40;

/** Whether one of the lower-case words stands right before the cursor. */
export function hasContext(cursor: TextCursor, words: readonly string[]): boolean {
  const before = cursor.slice(-CONTEXT_UNITS, 0).toLowerCase();
  return words.some((word) => isWordIn(before, word));
}

function isWordIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = at === 0 ? ' ' : text.charAt(at - 1);
    if (!/[a-z0-9]/.test(before)) return true;
  }
  return false;
}
