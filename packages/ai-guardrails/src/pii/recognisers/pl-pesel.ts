import { isCalendarDate } from '../checks/calendar-date.ts';
import { digitAt, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
/** Added to the month, by century. */
const centuries = [1900, 2000, 2100, 2200, 1800];

/** Polish identity numbers (PESEL): a birth date and a check digit, behind words that name them. */
export const plPesel: PiiRecogniser = recogniserOfForms({
  type: 'PL_PESEL',
  forms: ['###########'],
  contextWords: ['pesel*', 'numer ewidencyjny', 'polish id*'],
  rule: 'check-digit',
  validate: isPesel,
});

function isPesel(value: string): boolean {
  const month = Number(value.slice(2, 4));
  const year = (centuries[Math.floor(month / 20)] ?? 0) + Number(value.slice(0, 2));
  const check = (10 - (weightedSum(value, weights) % 10)) % 10;
  return isCalendarDate(year, month % 20, Number(value.slice(4, 6))) && check === digitAt(value, 10);
}
