import { isCountryCode } from '../checks/country-code.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['bic', 'swift*', 'bank identifier*', 'iban', 'bic-code', 'bic/swift'];

/** Bank identifier codes (ISO 9362): bank, country, place and branch, behind words that name them. */
export const bic: PiiRecogniser = recogniserOfForms({
  type: 'BIC_CODE',
  forms: ['^^^^^^**', '^^^^^^*****'],
  contextWords,
  firstWord: ({ hasLower }) => !hasLower,
  rule: 'country-after-context',
  score: 0.8,
  validate: (value) => value === value.toUpperCase() && isCountryCode(value.slice(4, 6)),
});
