import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'zip*',
  'postcode*',
  'post code',
  'postal code*',
  'eircode',
  'plz*',
  'postleitzahl*',
  'code postal',
  'código postal',
  'codice postale',
  'cap',
  'cep',
];

/** Postal codes of the United States, United Kingdom, Canada, Netherlands, Germany, France and others, behind words that name them. */
export const postcode: PiiRecogniser = recogniserOfForms({
  type: 'POSTCODE',
  forms: [
    '#####',
    '#####-####',
    '####~@@',
    '@#~#@@',
    '@##~#@@',
    '@@#~#@@',
    '@@##~#@@',
    '@#@~#@@',
    '@@#@~#@@',
    '@#@~#@#',
    '#####-###',
    '##-###',
  ],
  contextWords,
  firstWord: ({ hasDigit }) => hasDigit,
  rule: 'form-after-context',
  score: 0.6,
});
