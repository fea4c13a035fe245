import { isRepetition } from '../checks/digits.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['sin', 'social insurance*', 'assurance sociale', 'nas', 'n.a.s*'];

/** Canadian social insurance numbers: nine digits with a Luhn check digit, behind words that name them. */
export const caSin: PiiRecogniser = recogniserOfForms({
  type: 'CA_SIN',
  forms: ['###~###~###'],
  contextWords,
  rule: 'luhn',
  validate: (value) => !isRepetition(value) && passesLuhn(value),
});
