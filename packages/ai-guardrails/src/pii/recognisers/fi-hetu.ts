import { isShortDate } from '../checks/calendar-date.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const letters = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** Finnish identity codes: a birth date, a sign of the century, and a check character modulo 31. */
export const fiHetu: PiiRecogniser = recogniserOfForms({
  type: 'FI_HETU',
  forms: ['######-###*', '######+###*', '######^###*'],
  firstWord: ({ hasLower }) => !hasLower,
  rule: 'mod31',
  score: 0.95,
  validate: isHetu,
});

function isHetu(value: string): boolean {
  const sign = value.length === 11 ? value.charAt(6) : 'A';
  const number = value.slice(0, 6) + value.slice(-4, -1);
  return (
    /[A-FU-Y]/.test(sign) &&
    isShortDate(value.slice(0, 6), 'DDMMYY') &&
    Number(value.slice(-4, -1)) >= 2 &&
    letters.charAt(Number(number) % 31) === value.slice(-1)
  );
}
