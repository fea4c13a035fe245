import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1];

/** Swiss social security numbers (AHV, AVS): 756 and a check digit (EAN-13). */
export const chAhv: PiiRecogniser = recogniserOfForms({
  type: 'CH_AHV',
  forms: ['756.####.####.##', '756~####~####~##'],
  rule: 'ean13',
  validate: (value) => weightedSum(value, weights) % 10 === 0,
});
