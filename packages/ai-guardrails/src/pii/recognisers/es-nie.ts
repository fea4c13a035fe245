import { spanishLetter } from '../checks/spanish-letter.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Spanish identity numbers of foreigners (NIE): X, Y or Z, seven digits and a letter modulo 23. */
export const esNie: PiiRecogniser = recogniserOfForms({
  type: 'ES_NIE',
  forms: ['^#######^', '^-#######-^', { form: '@~#######~@', contextWords: ['nie', 'extranjer*', 'n.i.e*'] }],
  rule: 'mod23',
  validate: isNie,
});

function isNie(value: string): boolean {
  const number = value.toUpperCase();
  const first = 'XYZ'.indexOf(number.charAt(0));
  return first >= 0 && spanishLetter(`${String(first)}${number.slice(1, 8)}`) === number.charAt(8);
}
