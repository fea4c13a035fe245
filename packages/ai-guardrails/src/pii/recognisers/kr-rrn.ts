import { isShortDate } from '../checks/calendar-date.ts';
import { digitAt, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
const contextWords = ['rrn', 'resident registration*', '주민*'];

/** Korean resident registration numbers: a birth date, a digit for sex and century, and until 2020 a check digit. */
export const krRrn: PiiRecogniser = recogniserOfForms({
  type: 'KR_RRN',
  forms: [
    { form: '######-#######', validate: (value) => hasBirthDate(value) && hasCheckDigit(value), rule: 'mod11' },
    { form: '######~#######', contextWords, rule: 'date-after-context', score: 0.8 },
  ],
  validate: hasBirthDate,
});

function hasBirthDate(value: string): boolean {
  return /^.{6}[0-9]/.test(value) && isShortDate(value.slice(0, 6), 'YYMMDD');
}

function hasCheckDigit(value: string): boolean {
  return (11 - (weightedSum(value, weights) % 11)) % 10 === digitAt(value, 12);
}
