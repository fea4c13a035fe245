import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';
import { ibanForm, LONGEST_IBAN } from '../iban-structures.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

/** International bank account numbers (ISO 13616): the country's form, and the check by modulo 97. */
export const iban: PiiRecogniser = {
  type: 'IBAN_CODE',
  // With a separator between every two characters.
  maxLength: 2 * LONGEST_IBAN - 1,
  isWordBound: true,
  begins: isAsciiLetter,
  // Small words before a number ("is 25") are as common as country codes apart from their digits are rare.
  firstWord: ({ length, hasDigit, hasLower, leadsToDigit }) =>
    length >= 4 ? hasDigit : length === 2 && leadsToDigit && !hasLower,
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  const [first, second] = [cursor.unit(0), cursor.unit(1)];
  if (!isAsciiLetter(first) || !isAsciiLetter(second)) return undefined;
  const form = ibanForm(first, second);
  if (form === undefined) return undefined;
  let value = '';
  let distance = 0;
  let wasSeparator = false;
  while (value.length < form.length) {
    const unit = cursor.unit(distance);
    const isSeparator = isInlineSpace(unit) || isHyphen(unit);
    if (isSeparator) {
      if (wasSeparator || value.length < 2) return undefined;
    } else {
      const kind = form[value.length];
      if (!(isDigit(unit) ? kind !== 'a' : isAsciiLetter(unit) && kind !== 'n')) return undefined;
      value += String.fromCharCode(unit);
    }
    wasSeparator = isSeparator;
    distance++;
  }
  if (isWord(cursor.unit(distance)) || !hasCheckDigits(value)) return undefined;
  return { end: distance, rule: 'mod97', score: 0.99 };
}

function hasCheckDigits(value: string): boolean {
  let rest = 0;
  for (let index = 0; index < value.length; index++) {
    const digit = Number.parseInt(value.charAt((index + 4) % value.length), 36);
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  return rest === 1;
}
