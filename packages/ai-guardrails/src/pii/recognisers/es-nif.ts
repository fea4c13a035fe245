import { spanishLetter } from '../checks/spanish-letter.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['nif', 'dni', 'documento nacional*', 'identificación fiscal', 'n.i.f*', 'd.n.i*'];

/** Spanish identity numbers (DNI, NIF): eight digits and a letter modulo 23. */
export const esNif: PiiRecogniser = recogniserOfForms({
  type: 'ES_NIF',
  forms: ['########^', '########-^', { form: '########~@', contextWords }, { form: '##.###.###~@', contextWords: [] }],
  rule: 'mod23',
  validate: (value) => spanishLetter(value.slice(0, 8)) === value.charAt(8).toUpperCase(),
});
