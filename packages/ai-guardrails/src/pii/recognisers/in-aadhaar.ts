import { isRepetition } from '../checks/digits.ts';
import { passesVerhoeff } from '../checks/verhoeff.ts';
import { defineRecogniser } from '../define/define-recogniser.ts';
import type { PiiRecogniser } from '../recogniser.ts';

/** Indian identity numbers (Aadhaar): twelve digits with Verhoeff's check digit, behind words that name them. */
export const inAadhaar: PiiRecogniser = defineRecogniser({
  type: 'IN_AADHAAR',
  forms: ['####~####~####'],
  contextWords: ['aadhaar*', 'aadhar*', 'adhaar*', 'uidai', 'uid', 'आधार'],
  rule: 'verhoeff',
  validate: (value) => /^[2-9]/.test(value) && !isRepetition(value) && passesVerhoeff(value),
});
