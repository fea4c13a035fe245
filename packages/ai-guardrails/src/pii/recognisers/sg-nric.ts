import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [2, 7, 6, 5, 4, 3, 2];
/** Check letters by the first letter, and what it adds to the sum. */
const series: Readonly<Record<string, readonly [letters: string, added: number]>> = {
  S: ['JZIHGFEDCBA', 0],
  T: ['JZIHGFEDCBA', 4],
  F: ['XWUTRQPNMLK', 0],
  G: ['XWUTRQPNMLK', 4],
  M: ['XWUTRQPNJLK', 3],
};

/** Singapore identity numbers (NRIC, FIN): S, T, F, G or M, seven digits and a check letter. */
export const sgNric: PiiRecogniser = recogniserOfForms({
  type: 'SG_NRIC',
  forms: ['^#######^', { form: '@#######@', contextWords: ['nric*', 'fin', 'identity card*'] }],
  rule: 'check-letter',
  validate: isNric,
});

function isNric(value: string): boolean {
  const number = value.toUpperCase();
  const [letters, added] = series[number.charAt(0)] ?? ['', 0];
  return letters.charAt((weightedSum(number.slice(1), weights) + added) % 11) === number.charAt(8);
}
