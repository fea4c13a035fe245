import { isRepetition } from '../checks/digits.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { defineRecogniser } from '../define/define-recogniser.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Device identities (IMEI): fifteen digits with a Luhn check digit, behind words that name them. */
export const imei: PiiRecogniser = defineRecogniser({
  type: 'IMEI',
  forms: ['###############', '##~######~######~#', '######~##~######~#'],
  contextWords: ['imei*', 'device id*', 'handset*', 'equipment identity'],
  rule: 'luhn',
  validate: (value) => !isRepetition(value) && passesLuhn(value),
});
