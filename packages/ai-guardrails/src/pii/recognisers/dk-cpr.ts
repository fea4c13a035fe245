import { isShortDate } from '../checks/calendar-date.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['cpr*', 'personnummer*', 'person-nr*'];

/** Danish identity numbers (CPR): a birth date and four digits, behind words that name them. They have no check digit any more. */
export const dkCpr: PiiRecogniser = recogniserOfForms({
  type: 'DK_CPR',
  forms: ['######~####'],
  contextWords,
  rule: 'date-after-context',
  score: 0.8,
  validate: (value) => isShortDate(value.slice(0, 6), 'DDMMYY'),
});
