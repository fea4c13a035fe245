import { isShortDate } from '../checks/calendar-date.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const shape =
  /^[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX](?:AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE)[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9][0-9]$/;
const letters = '0123456789ABCDEFGHIJKLMN_OPQRSTUVWXYZ';

/** Mexican population codes (CURP): name letters, birth date, sex, state, and a check digit. */
export const mxCurp: PiiRecogniser = recogniserOfForms({
  type: 'MX_CURP',
  forms: ['@@@@######@@@@@@*#'],
  rule: 'check-digit',
  score: 0.95,
  validate: isCurp,
});

function isCurp(value: string): boolean {
  const code = value.toUpperCase();
  if (!shape.test(code) || !isShortDate(code.slice(4, 10), 'YYMMDD')) return false;
  let sum = 0;
  for (let place = 0; place < 17; place++) sum += letters.indexOf(code.charAt(place)) * (18 - place);
  return (10 - (sum % 10)) % 10 === Number(code.charAt(17));
}
