import { isShortDate } from '../checks/calendar-date.ts';
import { remainder } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Belgian national numbers: a birth date (BIS numbers: the month plus 20 or 40), a serial number, and 97 less the rest. */
export const beNationalNumber: PiiRecogniser = recogniserOfForms({
  type: 'BE_NATIONAL_NUMBER',
  forms: ['##.##.##-###.##', '######~###~##'],
  rule: 'mod97',
  score: 0.95,
  validate: isNationalNumber,
});

function isNationalNumber(value: string): boolean {
  const month = Number(value.slice(2, 4));
  const isBirthMonth = month <= 12 || (month > 20 && month <= 32) || (month > 40 && month <= 52);
  const date = value.slice(0, 2) + String(month % 20).padStart(2, '0') + value.slice(4, 6);
  const number = value.slice(0, 9);
  const check = Number(value.slice(9));
  return (
    isBirthMonth &&
    isShortDate(date, 'YYMMDD') &&
    (97 - remainder(number, 97) === check || 97 - remainder(`2${number}`, 97) === check)
  );
}
