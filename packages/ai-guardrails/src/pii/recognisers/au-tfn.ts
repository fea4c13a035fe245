import { isRepetition, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [1, 4, 3, 7, 5, 8, 6, 9, 10];

/** Australian tax file numbers: nine digits modulo 11, behind words that name them. */
export const auTfn: PiiRecogniser = recogniserOfForms({
  type: 'AU_TFN',
  forms: ['###~###~###'],
  contextWords: ['tfn*', 'tax file*'],
  rule: 'mod11',
  validate: (value) => !isRepetition(value) && weightedSum(value, weights) % 11 === 0,
});
