import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['routing', 'aba', 'rtn', 'transit number', 'transit no*'];
const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];

/** US bank routing numbers (ABA): nine digits, Federal Reserve range and check digit, behind words that name them. */
export const usAbaRouting: PiiRecogniser = recogniserOfForms({
  type: 'US_ABA_ROUTING',
  forms: ['#########', '####-####-#'],
  contextWords,
  rule: 'check-digit',
  validate: isRouting,
});

function isRouting(value: string): boolean {
  const prefix = Number(value.slice(0, 2));
  const isRange = (prefix >= 1 && prefix <= 12) || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72);
  return (isRange || prefix === 80) && weightedSum(value, weights) % 10 === 0;
}
