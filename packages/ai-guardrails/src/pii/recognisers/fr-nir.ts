import { remainder } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const shape = /^[12378][0-9]{2}(?:0[1-9]|1[0-2]|[2-3][0-9]|4[0-2]|[5-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{8}$/i;

/** French social security numbers (NIR): sex, year, month, department (Corsica 2A, 2B) and the key modulo 97. */
export const frNir: PiiRecogniser = recogniserOfForms({
  type: 'FR_NIR',
  forms: ['#~##~##~#*~###~###~##'],
  rule: 'mod97',
  score: 0.95,
  validate: isNir,
});

function isNir(value: string): boolean {
  if (!shape.test(value)) return false;
  const number = value.slice(0, 13).toUpperCase().replace('2A', '19').replace('2B', '18');
  return 97 - remainder(number, 97) === Number(value.slice(13));
}
