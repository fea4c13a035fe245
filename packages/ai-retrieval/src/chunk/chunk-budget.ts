import { AiError } from '@org/ai-core';

/** How long chunks become, in estimated tokens. */
export interface ChunkBudget {
  /** A chunk is closed before it would pass this; 16 to 8,192. */
  readonly maxTokens: number;
  /** A section shorter than this is joined with what follows it; 0 to `maxTokens`. */
  readonly minTokens: number;
}

/** 220 tokens hold a section or a list of usual length, so that one passage answers one question; below 60 a passage says too little to be found. */
export const defaultChunkBudget: ChunkBudget = { maxTokens: 220, minTokens: 60 };

/** @throws AiError `invalid-input` */
export function checkChunkBudget({ maxTokens, minTokens }: ChunkBudget): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 16 || maxTokens > 8_192)
    throw new AiError('invalid-input', 'chunking.maxTokens must be a whole number from 16 to 8,192');
  if (!Number.isInteger(minTokens) || minTokens < 0 || minTokens > maxTokens)
    throw new AiError('invalid-input', 'chunking.minTokens must be a whole number from 0 to maxTokens');
}
