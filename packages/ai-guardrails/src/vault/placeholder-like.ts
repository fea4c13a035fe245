import type { ScanRail } from '../rail/rail.ts';
import { isPlaceholder, LONGEST_PLACEHOLDER } from './placeholder.ts';

/** Label of what is kept for its form alone. */
export const LITERAL = 'LITERAL';

const OPEN = 0x5b;
const CLOSE = 0x5d;

/**
 * Finds text that looks like a placeholder before anybody gave one out: it is kept like a value, so that restoring
 * brings back what was written, and nobody can have somebody's value inserted by writing its placeholder.
 */
export const placeholderLike: ScanRail = {
  id: 'vault',
  stages: ['input', 'retrieval', 'tool-result'],
  mode: 'enforce',
  onError: 'closed',
  maxMatch: LONGEST_PLACEHOLDER,
  lookahead: 0,
  triggers: (unit) => unit === OPEN,
  open: () => ({
    scan(cursor) {
      for (let distance = 1; distance < LONGEST_PLACEHOLDER; distance++) {
        const unit = cursor.unit(distance);
        if (unit === CLOSE) {
          const end = distance + 1;
          if (!isPlaceholder(cursor.slice(0, end))) return undefined;
          return {
            start: 0,
            end,
            rule: 'placeholder-like',
            label: LITERAL,
            score: 1,
            action: 'redact',
            isReversible: true,
          };
        }
        if (!isInside(unit)) return undefined;
      }
      return undefined;
    },
  }),
};

function isInside(unit: number): boolean {
  return (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
}
