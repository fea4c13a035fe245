import { isCountryCode } from '../checks/country-code.ts';
import { defineRecogniser } from '../define/define-recogniser.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['bic', 'swift*', 'bank identifier*', 'iban', 'bic-code', 'bic/swift'];

/** Bank identifier codes (ISO 9362): bank, country, place and branch, behind words that name them. */
export const bic: PiiRecogniser = defineRecogniser({
  type: 'BIC_CODE',
  forms: ['^^^^^^**', '^^^^^^*****'],
  contextWords,
  firstWord: ({ hasLower }) => !hasLower,
  rule: 'country-after-context',
  score: 0.8,
  validate: (value) => value === value.toUpperCase() && isCountryCode(value.slice(4, 6)),
});
