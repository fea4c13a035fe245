import { digitAt, isRepetition } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Two check digits modulo 11; letters count as their ASCII code less 48 (Instrução Normativa RFB 2.229/2024). */
export const brCnpj: PiiRecogniser = recogniserOfForms({
  type: 'BR_CNPJ',
  forms: [
    '##.###.###/####-##',
    '#*.***.***/****-##',
    '^*.#**.***/****-##',
    '^#.***.***/****-##',
    { form: '************##', contextWords: ['cnpj*', 'cadastro nacional*'] },
  ],
  // To look at every word before a full stop would cost more than the rare number with letters around its first one.
  firstWord: ({ hasLower, hasDigit, leadsToDigit }) => !hasLower && (hasDigit || leadsToDigit),
  rule: 'mod11',
  score: 0.95,
  validate: (value) =>
    !isRepetition(value) && value === value.toUpperCase() && checkOf(value, 12) && checkOf(value, 13),
});

function checkOf(value: string, place: number): boolean {
  let sum = 0;
  for (let at = 0; at < place; at++) sum += digitAt(value, at) * (((place - 1 - at) % 8) + 2);
  const rest = sum % 11;
  return (rest < 2 ? 0 : 11 - rest) === digitAt(value, place);
}
