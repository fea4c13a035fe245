import { digitAt, isRepetition } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Brazilian taxpayer numbers of people (CPF): nine digits and two check digits; plain ones behind words that name them. */
export const brCpf: PiiRecogniser = recogniserOfForms({
  type: 'BR_CPF',
  forms: ['###.###.###-##', { form: '###~###~###~##', contextWords: ['cpf*', 'cadastro de pessoa*'] }],
  rule: 'mod11',
  score: 0.95,
  validate: (value) => !isRepetition(value) && checkOf(value, 9) && checkOf(value, 10),
});

function checkOf(value: string, place: number): boolean {
  let sum = 0;
  for (let at = 0; at < place; at++) sum += digitAt(value, at) * (place + 1 - at);
  return ((sum * 10) % 11) % 10 === digitAt(value, place);
}
