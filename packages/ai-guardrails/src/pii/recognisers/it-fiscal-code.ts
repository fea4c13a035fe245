import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Digits, or the letters that stand for them where two people would have the same code (omocodia). */
const shape = /^[A-Z]{6}[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/;
/** Values of 0-9 and A-Z at odd places (decree of 23 December 1976). */
const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22,
  25, 24, 23,
];
const omocodia = 'LMNPQRSTUV';

/** Italian fiscal codes: sixteen letters and digits, a birth date in them, and a check letter. */
export const itFiscalCode: PiiRecogniser = recogniserOfForms({
  type: 'IT_FISCAL_CODE',
  forms: ['@@@@@@**@**@***@'],
  firstWord: ({ hasDigit }) => hasDigit,
  rule: 'check-letter',
  score: 0.95,
  validate: isFiscalCode,
});

function isFiscalCode(value: string): boolean {
  const code = value.toUpperCase();
  if (!shape.test(code) || !/[0-9]/.test(code)) return false;
  const day = Number(code.slice(9, 11).replace(/[A-Z]/g, (letter) => String(omocodia.indexOf(letter))));
  if (day < 1 || day > 71 || (day > 31 && day < 41)) return false;
  let sum = 0;
  for (let place = 0; place < 15; place++) {
    const character = code.charCodeAt(place);
    const isLetter = character >= 0x41;
    const number = isLetter ? character - 0x41 : character - 0x30;
    sum += place % 2 === 0 ? (oddValues[isLetter ? number + 10 : number] ?? 0) : number;
  }
  return code.charCodeAt(15) - 0x41 === sum % 26;
}
