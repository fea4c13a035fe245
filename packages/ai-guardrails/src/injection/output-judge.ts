import { AiError } from '@org/ai-core';
import type { Judge, RailMatch, TextUnit } from '../rail/rail.ts';
import type { InjectionJudge } from './judge.ts';
import { createOutputWatch } from './output-watch.ts';

/**
 * Judges sentences of an answer. Text goes out up to the first word with which an order may begin, so that plain prose
 * is not held for a sentence; a finding reaches from that word to the end of its sentence.
 */
export function createOutputJudge(
  judge: Pick<InjectionJudge, 'isUnderOrders'>,
  findIn: (unit: TextUnit) => readonly RailMatch[],
): Judge {
  const watch = createOutputWatch();
  const whole = createOutputWatch();

  /** Where findings in a complete unit begin: no earlier than anything that was called harmless on the way. */
  const startIn = (unit: TextUnit): number => {
    whole.reset();
    whole.feed(unit.text);
    return whole.finish();
  };

  return {
    judge(unit) {
      const isHeld = unit.isContinuation || judge.isUnderOrders();
      const found = findIn(unit);
      if (found.length === 0 || isHeld) return found;
      const start = startIn(unit);
      return found.map((match): RailMatch => {
        if (match.start >= start) return match;
        if (start >= match.end)
          throw new AiError('internal', 'a rule found something without a word that announces it');
        return { ...match, start };
      });
    },
    harmlessUpTo(piece, { isFirst, isContinuation }) {
      if (isContinuation || judge.isUnderOrders()) return 0;
      if (isFirst) watch.reset();
      return watch.feed(piece);
    },
  };
}
