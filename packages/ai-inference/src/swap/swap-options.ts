import { AiError } from '@org/ai-core';
import type { Interval } from '@org/ai-stats';

/** How a new version is compared with the old one on live inputs before it takes over. */
export interface ShadowOptions {
  /** Least mean agreement of the two, from 0 to 1: the cosine of vectors, the share of equal labels, the nearness of scores. */
  readonly minAgreement: number;
  /** Live inputs to compare. @defaultValue 100 */
  readonly samples?: number | undefined;
  /** Share of the live inputs that is sampled, from 0 (none) to 1. @defaultValue 1 */
  readonly sampleShare?: number | undefined;
  /** Milliseconds after which the samples that there are have to do. @defaultValue 60,000 */
  readonly timeoutMs?: number | undefined;
}

/** Options of `InferenceEngine.swap`. */
export interface SwapOptions {
  /** The fingerprint that the new bundle must have. @defaultValue any */
  readonly fingerprint?: string | undefined;
  /** Compare before taking over; without it the new version takes over once it is warm. */
  readonly shadow?: ShadowOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a swap came to. */
export interface SwapReport {
  /** `promoted`: the handle stands for the new version. Otherwise the old one goes on: the two differ too much, or there were too few samples to tell. */
  readonly status: 'promoted' | 'rejected' | 'inconclusive';
  /** Fingerprint of the new bundle. */
  readonly fingerprint: string;
  readonly samples: number;
  /** Mean agreement with its 95 % interval, where there was a comparison. */
  readonly agreement: Interval | undefined;
}

/** Shadow options with every default filled in. */
export type CompleteShadowOptions = { readonly [Name in keyof ShadowOptions]-?: NonNullable<ShadowOptions[Name]> };

/** @throws AiError `invalid-input` naming the option */
export function completeShadowOptions(options: ShadowOptions): CompleteShadowOptions {
  const { minAgreement, samples = 100, sampleShare = 1, timeoutMs = 60_000 } = options;
  const wrong = (field: string, problem: string): AiError =>
    new AiError('invalid-input', `shadow.${field} must be ${problem}`, { details: { field: `shadow.${field}` } });
  if (!(minAgreement >= 0 && minAgreement <= 1)) throw wrong('minAgreement', 'a number from 0 to 1');
  if (!Number.isInteger(samples) || samples < 2 || samples > 100_000)
    throw wrong('samples', 'an integer from 2 to 100,000');
  if (!(sampleShare > 0 && sampleShare <= 1)) throw wrong('sampleShare', 'a number above 0, up to 1');
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) throw wrong('timeoutMs', 'a positive whole number');
  return { minAgreement, samples, sampleShare, timeoutMs };
}
