import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const prefixLetters = /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]/;
const neverIssued: ReadonlySet<string> = new Set(['BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ']);
const contextWords = ['nino', 'ni number', 'ni no*', 'national insurance*', 'nin'];

/** National insurance numbers of the United Kingdom: two letters that are issued, six digits, A to D. */
export const ukNino: PiiRecogniser = recogniserOfForms({
  type: 'UK_NINO',
  forms: [
    { form: '^^~##~##~##~^', score: 0.8 },
    { form: '@@######@', contextWords },
  ],
  validate: isNino,
});

function isNino(value: string): boolean {
  const number = value.toUpperCase();
  return prefixLetters.test(number) && !neverIssued.has(number.slice(0, 2)) && /[A-D]$/.test(number);
}
