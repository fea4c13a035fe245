import { AiError } from '@org/ai-core';
import type { LiveDocument } from '../index/partition.ts';

/** How much a document's age takes from its score. */
export interface Freshness {
  /** Days after which half of what age can take is taken. */
  readonly halfLifeDays: number;
  /** The share of its score that a very old document keeps, 0 to 1; a document without a date counts as very old. @defaultValue 0.5 */
  readonly floor?: number | undefined;
}

const dayMs = 86_400_000;

/** The factor of a document's score: floor + (1 - floor) 2^(-age / half-life). A date in the future counts as now. */
export function freshnessFactor(
  { halfLifeDays, floor = 0.5 }: Freshness,
  { modifiedMs }: LiveDocument,
  nowMs: number,
): number {
  if (modifiedMs === undefined) return floor;
  const days = Math.max(0, nowMs - modifiedMs) / dayMs;
  return floor + (1 - floor) * 2 ** (-days / halfLifeDays);
}

/** @throws AiError `invalid-input` when a field is out of its range */
export function checkFreshness(freshness: Freshness | undefined): Freshness | undefined {
  if (freshness === undefined) return undefined;
  const { halfLifeDays, floor = 0.5 } = freshness;
  if (!(halfLifeDays > 0 && Number.isFinite(halfLifeDays)))
    throw new AiError('invalid-input', 'freshness.halfLifeDays must be a positive number of days');
  if (!(floor >= 0 && floor <= 1)) throw new AiError('invalid-input', 'freshness.floor must be from 0 to 1');
  return freshness;
}
