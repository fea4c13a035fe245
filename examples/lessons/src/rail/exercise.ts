import type { ScanRail, TextCursor } from '@org/ai-guardrails';

const letterB = 0x42;
const length = 'BN-000000'.length;

/** A badge number: BN- and six digits. Not right yet: the check says what it takes for one, and what it misses. */
function isBadge(cursor: TextCursor): boolean {
  return cursor.slice(0, 3) === 'BN-';
}

/** Redacts badge numbers. */
export const badgeRail: ScanRail = {
  id: 'badge',
  stages: ['output'],
  mode: 'enforce',
  onError: 'closed',
  maxMatch: length,
  lookahead: 0,
  lookbehind: 0,
  triggers: (unit) => unit === letterB,
  open: () => ({
    scan: (cursor) =>
      isBadge(cursor) ? { start: 0, end: length, rule: 'form', label: 'BADGE', score: 1, action: 'redact' } : undefined,
  }),
};
