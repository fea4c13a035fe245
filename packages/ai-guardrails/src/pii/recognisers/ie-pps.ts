import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [8, 7, 6, 5, 4, 3, 2];

/** Irish public service numbers (PPS): seven digits, a check letter modulo 23, and since 2013 a second letter; after words that name them. */
export const iePps: PiiRecogniser = recogniserOfForms({
  type: 'IE_PPS',
  forms: ['#######@', '#######@@'],
  contextWords: ['pps*', 'ppsn', 'personal public service*', 'uimhir psp'],
  rule: 'mod23',
  validate: isPps,
});

function isPps(value: string): boolean {
  const number = value.toUpperCase();
  const second = number.length === 9 && !number.endsWith('W') ? number.charCodeAt(8) - 0x40 : 0;
  return 'WABCDEFGHIJKLMNOPQRSTUV'.charAt((weightedSum(number, weights) + 9 * second) % 23) === number.charAt(7);
}
