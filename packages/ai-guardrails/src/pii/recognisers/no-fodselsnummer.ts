import { isShortDate } from '../checks/calendar-date.ts';
import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const first = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const second = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** Norwegian identity numbers: a birth date (D numbers: the day plus 40) and two check digits modulo 11. */
export const noFodselsnummer: PiiRecogniser = recogniserOfForms({
  type: 'NO_FODSELSNUMMER',
  forms: ['######~#####'],
  rule: 'mod11',
  score: 0.95,
  validate: isFodselsnummer,
});

function isFodselsnummer(value: string): boolean {
  const less = (at: number): string => String(Number(value.charAt(at)) % 4);
  const date = less(0) + value.charAt(1) + less(2) + value.slice(3, 6);
  return isShortDate(date, 'DDMMYY') && weightedSum(value, first) % 11 === 0 && weightedSum(value, second) % 11 === 0;
}
