import { digitAt, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [1, 3, 7, 9, 1, 3, 7, 9];

/** Australian Medicare card numbers: ten digits, the ninth of which checks, and a person's number behind; after words that name them. */
export const auMedicare: PiiRecogniser = recogniserOfForms({
  type: 'AU_MEDICARE',
  forms: ['####~#####~#', '####~#####~#~#', '####~#####~#/#'],
  contextWords: ['medicare*'],
  rule: 'mod10',
  validate: (value) => /^[2-6]/.test(value) && weightedSum(value, weights) % 10 === digitAt(value, 8),
});
