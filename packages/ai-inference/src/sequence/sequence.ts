import type { CallContext } from '@org/ai-core';
import type { LoadedModel } from '../engine/engine.ts';

/** A text, or a pair of texts, that a model reads as one sequence. */
export interface SequenceInput {
  readonly text: string;
  readonly pair?: string | undefined;
}

/** What a model returned for one sequence. */
export interface SequenceResult {
  /** A vector, a logit, logits per label, or logits per token and label (row-major). */
  readonly values: Float32Array;
  readonly tokens: number;
  readonly isTruncated: boolean;
  /** Offsets of the tokens, see `Encoding.offsets`; when asked for. */
  readonly offsets: Uint32Array | undefined;
}

/** Runs sequences through loaded models: tokenizes, caches, batches, schedules. What every task stands on. */
export interface SequenceRunner {
  run(
    model: LoadedModel,
    inputs: readonly SequenceInput[],
    context: CallContext,
    options?: { readonly hasOffsets?: boolean | undefined },
  ): Promise<readonly SequenceResult[]>;
}
