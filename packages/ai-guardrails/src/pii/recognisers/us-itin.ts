import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const contextWords = ['itin', 'individual taxpayer*', 'taxpayer id*', 'tax id*', 'tin'];

/** US individual taxpayer identification numbers: 9xx-xx-xxxx with a group that the IRS assigns. */
export const usItin: PiiRecogniser = recogniserOfForms({
  type: 'US_ITIN',
  forms: [
    { form: '###-##-####', score: 0.85 },
    { form: '###~##~####', contextWords },
  ],
  validate: isItin,
});

/** Groups 50-65, 70-88, 90-92 and 94-99. */
function isItin(value: string): boolean {
  const group = Number(value.slice(3, 5));
  const isAssigned =
    (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 99 && group !== 93);
  return value.startsWith('9') && isAssigned;
}
