import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['utr', 'unique taxpayer*', 'self assessment*', 'taxpayer reference*'];
const weights = [0, 6, 7, 8, 9, 10, 5, 4, 3, 2];
const checks = '21987654321';

/** Unique taxpayer references of the United Kingdom: ten digits whose first one checks, behind words that name them. */
export const ukUtr: PiiRecogniser = recogniserOfForms({
  type: 'UK_UTR',
  forms: ['#####~#####'],
  contextWords,
  rule: 'mod11',
  validate: (value) => checks.charAt(weightedSum(value, weights) % 11) === value.charAt(0),
});
