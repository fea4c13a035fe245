import { digitAt, weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];

/** Thai identity numbers: thirteen digits modulo 11, in their groups, or behind words that name them. */
export const thNationalId: PiiRecogniser = recogniserOfForms({
  type: 'TH_NATIONAL_ID',
  forms: [
    '#-####-#####-##-#',
    '# #### ##### ## #',
    {
      form: '#############',
      contextWords: ['thai id*', 'thai national*', 'national id*', 'เลขประจำตัว*', 'บัตรประชาชน*'],
    },
  ],
  rule: 'mod11',
  validate: (value) => /^[1-8]/.test(value) && (11 - (weightedSum(value, weights) % 11)) % 10 === digitAt(value, 12),
});
