import { isRepetition } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'license',
  'licence',
  'dl',
  'dln',
  'dl#',
  'führerschein*',
  'permis de conduire',
  'conducir',
  'patente',
  'rijbewijs*',
  'prawo jazdy',
  'körkort*',
  'cnh',
];

/** Driving licence numbers: those of the United Kingdom by their structure, those of US states and others behind words that name them. */
export const driverLicense: PiiRecogniser = recogniserOfForms({
  type: 'DRIVER_LICENSE',
  forms: [
    { form: '^****######**#^^', validate: isUkLicence, contextWords: [], rule: 'uk-structure', score: 0.9 },
    '^#######',
    '^########',
    '^#########',
    '^############',
    '^##############',
    '^###-####-####',
    '^###-###-##-###-#',
    '^####-#####-#####',
    '#######',
    '########',
    '#########',
    '##########',
    '############',
    '###-###-###',
    '## ### ###',
    '^^#######^',
    '^**********',
  ],
  contextWords,
  firstWord: ({ hasLower, hasDigit, leadsToDigit }) => !hasLower && (hasDigit || leadsToDigit),
  rule: 'number-after-context',
  score: 0.7,
  validate: (value) => value === value.toUpperCase() && /(?:[0-9].*){5}/.test(value) && !isRepetition(value),
});

/** Surname, decade, month (plus 50 for women), day, year, initials, a digit and two letters; 9 fills up. */
function isUkLicence(value: string): boolean {
  return /^[A-Z]{1,5}9{0,4}[0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9][A-Z][A-Z9][0-9][A-Z]{2}$/.test(
    value,
  );
}
