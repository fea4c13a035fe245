import { AiError } from '@org/ai-core';

/** Least score of a supported sentence. Chosen for the best balanced accuracy on altered sentences of this repository's documents (`pnpm bench groundedness`, the half that is not reported), never on labelled sets. */
export const leastSupport = 0.6;

/** @throws AiError `invalid-input` */
export function checkThreshold(threshold: number): number {
  if (threshold >= 0 && threshold <= 1) return threshold;
  throw new AiError('invalid-input', 'threshold must be a number from 0 to 1');
}
