import { isRepetition } from '../checks/digits.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { defineRecogniser } from '../define/define-recogniser.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['sin', 'social insurance*', 'assurance sociale', 'nas', 'n.a.s*'];

/** Canadian social insurance numbers: nine digits with a Luhn check digit, behind words that name them. */
export const caSin: PiiRecogniser = defineRecogniser({
  type: 'CA_SIN',
  forms: ['###~###~###'],
  contextWords,
  rule: 'luhn',
  validate: (value) => !isRepetition(value) && passesLuhn(value),
});
