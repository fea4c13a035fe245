import type { CallContext } from '@org/ai-core';
import type { ModelVersion } from '../engine/model-version.ts';

/** A text, or a pair of texts, that a model reads as one sequence. */
export interface SequenceInput {
  readonly text: string;
  readonly pair?: string | undefined;
}

/** What a model returned for one sequence. */
export interface SequenceResult {
  /** A vector, a logit, logits per label, or logits per token and label (row-major). Shared with other callers: not to be written to. */
  readonly values: Float32Array;
  readonly tokens: number;
  readonly isTruncated: boolean;
  /** Offsets of the tokens, see `Encoding.offsets`; when asked for. */
  readonly offsets: Uint32Array | undefined;
}

/** How sequences are run. */
interface SequenceRunOptions {
  /** @defaultValue false */
  readonly hasOffsets?: boolean | undefined;
  /** Takes each result as soon as it is there, in any order. */
  readonly onResult: (index: number, result: SequenceResult) => void;
}

/** Runs sequences through loaded models: tokenizes, caches, batches, schedules. What every task stands on. */
export interface SequenceRunner {
  /**
   * Resolves when every result was handed to `onResult`.
   *
   * @throws AiError `overloaded` (retryable), `payload-too-large`, `unavailable` (retryable), `upstream` (numbers that are not finite), `aborted`, `timeout`
   */
  run(
    version: ModelVersion,
    inputs: readonly SequenceInput[],
    context: CallContext,
    options: SequenceRunOptions,
  ): Promise<void>;
}
