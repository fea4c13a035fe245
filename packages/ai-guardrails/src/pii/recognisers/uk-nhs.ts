import { digitAt, isRepetition, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['nhs', 'health service number'];
const weights = [10, 9, 8, 7, 6, 5, 4, 3, 2];

/** Numbers of the National Health Service of the United Kingdom: ten digits modulo 11, behind words that name them. */
export const ukNhs: PiiRecogniser = recogniserOfForms({
  type: 'UK_NHS',
  forms: ['###~###~####'],
  contextWords,
  rule: 'mod11',
  validate: isNhsNumber,
});

function isNhsNumber(value: string): boolean {
  const check = 11 - (weightedSum(value, weights) % 11);
  return !isRepetition(value) && (check === 11 ? 0 : check) === digitAt(value, 9);
}
