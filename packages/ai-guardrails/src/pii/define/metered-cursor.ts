import { AiError } from '@org/ai-core';
import type { TextCursor } from '../../rail/text-cursor.ts';

/** What one recogniser may read at one place of the text. */
export interface ReadingLimits {
  readonly type: string;
  readonly maxSteps: number;
  readonly behind: number;
  readonly ahead: number;
}

/**
 * A cursor that sees no further than its recogniser has declared, and throws once that took too many steps: one for
 * each unit that is read.
 * @throws AiError `resource-exhausted` when the steps are used up, which is a fault of the rail
 */
export function meteredCursor(cursor: TextCursor, limits: ReadingLimits): TextCursor {
  let steps = 0;
  const count = (read: number): void => {
    steps += read;
    if (steps <= limits.maxSteps) return;
    throw new AiError(
      'resource-exhausted',
      `recogniser of ${limits.type} took more than its maxSteps (${String(limits.maxSteps)}) at one place; read less of the text, or raise maxSteps`,
    );
  };
  return {
    offset: cursor.offset,
    unit(distance) {
      count(1);
      return distance < -limits.behind || distance >= limits.ahead ? -1 : cursor.unit(distance);
    },
    slice(from, to) {
      const start = Math.max(from, -limits.behind);
      const end = Math.min(to, limits.ahead);
      count(Math.max(1, end - start));
      return end <= start ? '' : cursor.slice(start, end);
    },
  };
}
