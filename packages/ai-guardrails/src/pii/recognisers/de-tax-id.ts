import { passesMod11And10 } from '../checks/iso-7064.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'steuer-id*',
  'steuerid*',
  'steuer id*',
  'steueridentifikation*',
  'steuerliche identifikation*',
  'identifikationsnummer',
  'idnr*',
  'id-nr*',
  'tax id*',
  'tin',
];

/** German tax identification numbers: one digit twice or thrice among ten, and a check digit (ISO 7064, mod 11,10). */
export const deTaxId: PiiRecogniser = recogniserOfForms({
  type: 'DE_TAX_ID',
  forms: ['## ### ### ###', { form: '##~###~###~###', contextWords }],
  rule: 'iso7064',
  validate: (value) => hasOneRepeatedDigit(value.slice(0, 10)) && !value.startsWith('0') && passesMod11And10(value),
});

function hasOneRepeatedDigit(digits: string): boolean {
  const counts = Array.from('0123456789', (digit) => digits.split(digit).length - 1).filter((count) => count > 1);
  return counts.length === 1 && (counts[0] ?? 0) <= 3 && !/(.)\1\1/.test(digits);
}
