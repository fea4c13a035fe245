import { rowCost } from '../planner/cost.ts';
import type { LaneRule } from '../scheduler/lane.ts';
import type { SequenceRows } from '../session/session.ts';

/** What an engine has done since it was made, and what waits. */
export interface EngineStats {
  readonly queuedTexts: number;
  readonly queuedTokens: number;
  readonly batches: number;
  readonly texts: number;
  readonly tokens: number;
  /** Share of the batches' cost that was padding, from 0 to 1. */
  readonly paddedShare: number;
  /** Milliseconds between handing a batch to a worker and having its rows. */
  readonly busyMs: number;
  /** Milliseconds of these inside the runtime's own run. */
  readonly runMs: number;
  readonly cacheHits: number;
  /** Texts that were tokenized. */
  readonly tokenizedTexts: number;
  /** Texts of these that only the library could tokenize, which is slower. */
  readonly libraryTexts: number;
}

/** Counts batches as they come back. */
export interface EngineCounts {
  readonly totals: Omit<EngineStats, 'queuedTexts' | 'queuedTokens' | 'cacheHits'>;
  ran(rows: SequenceRows, rule: LaneRule, ms: number): void;
  tokenized(texts: number, libraryTexts: number): void;
}

/** Makes counts at zero. */
export function createEngineCounts(): EngineCounts {
  const sums = { batches: 0, texts: 0, tokens: 0, busyMs: 0, runMs: 0, tokenizedTexts: 0, libraryTexts: 0 };
  let own = 0;
  let padded = 0;
  return {
    get totals() {
      return { ...sums, paddedShare: padded === 0 ? 0 : 1 - own / padded };
    },
    tokenized(texts, libraryTexts) {
      sums.tokenizedTexts += texts;
      sums.libraryTexts += libraryTexts;
    },
    ran({ tokens, runMs }, rule, ms) {
      sums.batches += 1;
      sums.texts += tokens.length;
      sums.busyMs += ms;
      sums.runMs += runMs;
      let longest = 0;
      for (const length of tokens) {
        sums.tokens += length;
        longest = Math.max(longest, length);
      }
      if (rule.kind === 'plain') return;
      const { cost } = rule.limits;
      for (const length of tokens) own += rowCost(length, cost);
      padded += tokens.length * rowCost(longest, cost);
    },
  };
}
