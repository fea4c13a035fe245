import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = [
  'ein',
  'fein',
  'employer id*',
  'employer tax*',
  'federal id*',
  'federal tax*',
  'tax id*',
  'irs no*',
];

/** Prefixes that the IRS assigns, from its list of campuses. */
const ranges = [
  [1, 6],
  [10, 16],
  [20, 27],
  [30, 48],
  [50, 68],
  [71, 77],
  [80, 88],
  [90, 95],
  [98, 99],
] as const;

/** US employer identification numbers: xx-xxxxxxx with an assigned prefix, behind words that name them. */
export const usEin: PiiRecogniser = recogniserOfForms({
  type: 'US_EIN',
  forms: ['##~#######'],
  contextWords,
  score: 0.8,
  validate: (value) => {
    const prefix = Number(value.slice(0, 2));
    return ranges.some(([first, last]) => prefix >= first && prefix <= last);
  },
});
