import { isRepetition } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'passport*',
  'reisepass*',
  'passeport*',
  'pasaporte*',
  'passaporto*',
  'paspoort*',
  'pass-nr*',
  'passnummer*',
  'passaporte*',
  'paszport*',
  '护照*',
  'パスポート*',
];

/** Passport numbers behind words that name them, in the forms that countries print. The machine-readable lines are {@link machineReadableLine}. */
export const passport: PiiRecogniser = recogniserOfForms({
  type: 'PASSPORT',
  forms: [
    '#########',
    '^#######',
    '^########',
    '^^######',
    '^^#######',
    '^^^######',
    '##^^#####',
    '^********',
    '^^******#',
  ],
  contextWords,
  firstWord: ({ hasLower, hasDigit, leadsToDigit }) => !hasLower && (hasDigit || leadsToDigit),
  rule: 'number-after-context',
  score: 0.75,
  validate: (value) => value === value.toUpperCase() && /(?:[0-9].*){4}/.test(value) && !isRepetition(value),
});
