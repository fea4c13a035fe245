import { isRepetition, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['bsn*', 'burgerservicenummer', 'sofinummer', 'sofi-nummer', 'citizen service number'];
const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];

/** Dutch citizen service numbers (BSN): nine digits that pass the test of eleven, behind words that name them. */
export const nlBsn: PiiRecogniser = recogniserOfForms({
  type: 'NL_BSN',
  forms: ['#########', '###~###~###', '####.##.###'],
  contextWords,
  rule: 'mod11',
  validate: (value) => !isRepetition(value) && weightedSum(value, weights) % 11 === 0,
});
