import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Indian tax numbers (PAN): five letters of which the fourth tells the kind of holder, four digits, a letter. */
export const inPan: PiiRecogniser = recogniserOfForms({
  type: 'IN_PAN',
  forms: [
    { form: '^^^^^####^', score: 0.7 },
    { form: '@@@@@####@', contextWords: ['pan', 'permanent account*'] },
  ],
  validate: (value) => /^[a-z]{3}[abcfghljpt][a-z](?!0000)/i.test(value),
});
