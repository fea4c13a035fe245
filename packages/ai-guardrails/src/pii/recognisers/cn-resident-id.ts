import { isCalendarDate } from '../checks/calendar-date.ts';
import { weightedSum } from '../checks/digits.ts';
import { recogniserOfForms } from '../define/read-forms.ts';
import type { PiiRecogniser } from '../recogniser.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Chinese resident identity numbers: region, birth date, and a check character (ISO 7064, mod 11-2). */
export const cnResidentId: PiiRecogniser = recogniserOfForms({
  type: 'CN_RESIDENT_ID',
  forms: ['#################*'],
  rule: 'iso7064',
  score: 0.95,
  validate: isResidentId,
});

function isResidentId(value: string): boolean {
  const [year, month, day] = [value.slice(6, 10), value.slice(10, 12), value.slice(12, 14)].map(Number);
  return (
    /^[1-8].{5}(?:18|19|20)/.test(value) &&
    isCalendarDate(year ?? 0, month ?? 0, day ?? 0) &&
    '10X98765432'.charAt(weightedSum(value, weights) % 11) === value.charAt(17).toUpperCase()
  );
}
