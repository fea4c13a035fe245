import { isShortDate } from '../checks/calendar-date.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'personnummer*',
  'personnr*',
  'person-nr*',
  'samordningsnummer*',
  'pnr',
  'personal identity number',
];

/** Swedish identity numbers: a birth date (the day plus 60 in coordination numbers) and a Luhn check digit. */
export const sePersonnummer: PiiRecogniser = recogniserOfForms({
  type: 'SE_PERSONNUMMER',
  forms: [
    '######-####',
    '######+####',
    { form: '########~####', contextWords },
    { form: '########+####', contextWords },
    { form: '######~####', contextWords },
  ],
  rule: 'date-and-luhn',
  validate: isPersonnummer,
});

function isPersonnummer(value: string): boolean {
  const number = value.slice(-10);
  const day = Number(number.slice(4, 6));
  const date = day > 60 ? number.slice(0, 4) + String(day - 60).padStart(2, '0') : number.slice(0, 6);
  return isShortDate(date, 'YYMMDD') && passesLuhn(number) && (value.length === 10 || /^(?:18|19|20)/.test(value));
}
