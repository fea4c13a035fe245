import { isShortDate } from '../checks/calendar-date.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** South African identity numbers: a birth date, citizenship, and a Luhn check digit. */
export const zaId: PiiRecogniser = recogniserOfForms({
  type: 'ZA_ID',
  forms: ['######~####~##~#'],
  rule: 'date-and-luhn',
  validate: (value) => /^.{10}[012][89]/.test(value) && isShortDate(value.slice(0, 6), 'YYMMDD') && passesLuhn(value),
});
