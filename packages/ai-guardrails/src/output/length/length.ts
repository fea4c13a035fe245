import { AiError } from '@org/ai-core';
import type { Rail, RailMatch, ScanRail } from '../../rail/rail.ts';
import { railBase, type OutputRailOptions } from '../rail-options.ts';
import { createCounter, type Limits } from './counter.ts';

/** How long a text may be. */
export interface LengthRailOptions extends OutputRailOptions {
  /** Characters: code points, so that an emoji of one is one. @defaultValue no limit */
  readonly maxCharacters?: number | undefined;
  /** Words: what stands between white space. @defaultValue no limit */
  readonly maxWords?: number | undefined;
  /** Sentences: what ends in `.`, `!`, `?`, `…` or `。` before something that is no small letter. @defaultValue no limit */
  readonly maxSentences?: number | undefined;
  /** `cut` drops what is over a limit, `block` ends the text there as blocked, `report` only tells. @defaultValue cut */
  readonly action?: 'cut' | 'block' | 'report' | undefined;
  /** What a cut leaves in place of the rest. @defaultValue nothing */
  readonly marker?: string | undefined;
}

/**
 * Ends a text at a limit of characters, words or sentences, whichever comes first. Nothing is held back: what is within
 * the limits is released as it arrives.
 * @throws AiError `invalid-input` without a limit, or for one that is no whole number above 0
 * @example
 * ```ts
 * import { createGuard, lengthRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [lengthRail({ maxSentences: 5, maxWords: 200, marker: '…' })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function lengthRail(options: LengthRailOptions): Rail {
  const { action = 'cut', marker = '', maxCharacters, maxWords, maxSentences } = options;
  const limits: Limits = { characters: maxCharacters, words: maxWords, sentences: maxSentences };
  const given = Object.values(limits).filter((limit) => limit !== undefined);
  if (given.length === 0 || given.some((limit) => !Number.isSafeInteger(limit) || limit < 1)) {
    throw new AiError(
      'invalid-input',
      'lengthRail needs maxCharacters, maxWords or maxSentences, as whole numbers above 0',
    );
  }
  const rail: ScanRail = {
    ...railBase(options, 'length'),
    maxMatch: 2,
    lookahead: 0,
    triggers: () => true,
    open() {
      const counter = createCounter(limits);
      let isReported = false;
      return {
        skip(arrived, from) {
          if (isReported) return arrived.end;
          return counter.read(arrived) ?? Math.max(from, arrived.end);
        },
        scan() {
          const rule = counter.exceeded();
          if (rule === undefined || isReported) return undefined;
          const match: RailMatch = { start: 0, end: 1, rule, label: 'TOO_LONG', score: 1, action: 'redact' };
          if (action === 'cut') return { ...match, replacement: marker, extend: () => true };
          isReported = true;
          return { ...match, action };
        },
      };
    },
  };
  return rail;
}
