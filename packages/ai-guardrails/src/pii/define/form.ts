import { AiError } from '@org/ai-core';
import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isHyphen, isInlineSpace } from '../../text/units.ts';

/** One place of a form: a class of code units, a separator that may be there, or a unit that must. */
export type FormPlace = 'digit' | 'letter' | 'capital' | 'letter-or-digit' | 'separator' | number;

const classes: Readonly<Record<string, FormPlace>> = {
  '#': 'digit',
  '@': 'letter',
  '^': 'capital',
  '*': 'letter-or-digit',
  '~': 'separator',
};

/**
 * Reads the description of a form: `#` a digit, `@` a letter, `^` a capital letter, `*` a letter or digit, `~` a space
 * or hyphen that may be there; a backslash takes the next character as itself, as every other character is taken.
 */
export function readForm(form: string): readonly FormPlace[] {
  const places: FormPlace[] = [];
  for (let at = 0; at < form.length; at++) {
    const isEscaped = form.charAt(at) === '\\' && at + 1 < form.length;
    if (isEscaped) at++;
    places.push((isEscaped ? undefined : classes[form.charAt(at)]) ?? form.charCodeAt(at));
  }
  const isSound = places.every((place, at) => {
    if (place !== 'separator') return true;
    const next = places[at + 1];
    return at > 0 && next !== undefined && next !== 'separator' && !(typeof next === 'number' && isGap(next));
  });
  if (places.length === 0 || !isSound) {
    throw new AiError('invalid-input', `form "${form}" needs a letter or digit before and behind each "~"`);
  }
  return places;
}

/** Reads a form from the cursor on; each unit is looked at once. Gives the distance of its end, or -1. */
export function matchForm(cursor: TextCursor, places: readonly FormPlace[]): number {
  let end = 0;
  for (const place of places) {
    const unit = cursor.unit(end);
    if (place === 'separator') {
      if (isGap(unit)) end++;
    } else if (isAtPlace(unit, place)) end++;
    else return -1;
  }
  return end;
}

/** Whether the unit may stand at a place that is no separator. */
export function isAtPlace(unit: number, place: FormPlace): boolean {
  switch (place) {
    case 'digit':
      return isDigit(unit);
    case 'letter':
      return isAsciiLetter(unit);
    case 'capital':
      return unit >= 0x41 && unit <= 0x5a;
    case 'letter-or-digit':
      return isDigit(unit) || isAsciiLetter(unit);
    default:
      return unit === place;
  }
}

function isGap(unit: number): boolean {
  return isInlineSpace(unit) || isHyphen(unit);
}
