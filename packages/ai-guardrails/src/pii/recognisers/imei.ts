import { isRepetition } from '../checks/digits.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Device identities (IMEI): fifteen digits with a Luhn check digit, behind words that name them. */
export const imei: PiiRecogniser = recogniserOfForms({
  type: 'IMEI',
  forms: ['###############', '##~######~######~#', '######~##~######~#'],
  contextWords: ['imei*', 'device id*', 'handset*', 'equipment identity'],
  rule: 'luhn',
  validate: (value) => !isRepetition(value) && passesLuhn(value),
});
