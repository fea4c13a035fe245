import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'vin',
  'vehicle id*',
  'vehicle*',
  'chassis*',
  'fahrgestell*',
  'fahrzeug-ident*',
  'fin',
  'numéro de châssis',
  'bastidor',
  'telaio',
];
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/** Values of A to Z (49 CFR 565); I, O and Q are not used. */
const letterValues = '12345678.12345.7.923456789';

/** Vehicle identification numbers (ISO 3779) behind words that name them; surer with the check digit of North America. */
export const vin: PiiRecogniser = recogniserOfForms({
  type: 'VIN',
  forms: [
    { form: '*****************', validate: hasCheckDigit, rule: 'check-digit' },
    { form: '*****************', rule: 'after-context', score: 0.7 },
  ],
  contextWords,
  firstWord: ({ hasDigit }) => hasDigit,
  validate: isVin,
});

function isVin(value: string): boolean {
  return /^[A-HJ-NPR-Z0-9]{17}$/i.test(value) && /[A-Z]/i.test(value) && /[0-9].*[0-9]/.test(value);
}

function hasCheckDigit(value: string): boolean {
  if (!isVin(value)) return false;
  const sum = weights.reduce((total, weight, place) => {
    const character = value.toUpperCase().charCodeAt(place);
    const number = character < 0x41 ? character - 0x30 : Number(letterValues.charAt(character - 0x41));
    return total + weight * number;
  }, 0);
  return '0123456789X'.charAt(sum % 11) === value.charAt(8).toUpperCase();
}
