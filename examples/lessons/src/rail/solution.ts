import type { ScanRail, TextCursor } from '@org/ai-guardrails';

const letterB = 0x42;
const length = 'BN-000000'.length;

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isWord = (unit: number): boolean =>
  isDigit(unit) || unit === 0x5f || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) || unit > 0x7f;

/** A badge number: BN- and six digits, of which the last is the sum of the others modulo ten, and no word goes on at its ends. */
function isBadge(cursor: TextCursor): boolean {
  if (cursor.slice(0, 3) !== 'BN-' || isWord(cursor.unit(-1)) || isWord(cursor.unit(length))) return false;
  const digits = Array.from({ length: 6 }, (_, at) => cursor.unit(3 + at));
  if (!digits.every(isDigit)) return false;
  const values = digits.map((unit) => unit - 0x30);
  return values.slice(0, 5).reduce((sum, value) => sum + value, 0) % 10 === values[5];
}

/** Redacts badge numbers. */
export const badgeRail: ScanRail = {
  id: 'badge',
  stages: ['output'],
  mode: 'enforce',
  onError: 'closed',
  maxMatch: length,
  lookahead: 1,
  lookbehind: 1,
  triggers: (unit) => unit === letterB,
  open: () => ({
    scan: (cursor) =>
      isBadge(cursor)
        ? { start: 0, end: length, rule: 'check-digit', label: 'BADGE', score: 1, action: 'redact' }
        : undefined,
  }),
};
