import type { TextSpan } from '@org/ai-core';
import type { Mismatch } from './mismatch.ts';

/** Whether the sources support a sentence. */
export type GroundingStatus = 'supported' | 'unsupported' | 'not-checkable' | 'supported-by-untrusted-only';

/** What a verdict rests on: a {@link Mismatch}, too few shared words, a foreign word where the vocabulary is closed, a marker of no passage, or the entailment model. */
export type GroundingReason = Mismatch | 'words' | 'vocabulary' | 'citation' | 'entailment';

/** A place in a passage, in offsets of its text. */
export interface GroundingPlace extends TextSpan {
  /** Index of the passage, from 0. */
  readonly passage: number;
}

/** What the sources say about one sentence of an answer. The span is in offsets of the answer and takes citation markers in. */
export interface SentenceVerdict extends TextSpan {
  readonly status: GroundingStatus;
  /** Support from 0 to 1, by its words unless a model judged; also of what is not checkable. Not a probability. */
  readonly score: number;
  /** Why it is not fully supported; for a supported sentence what counted against it. */
  readonly reasons: readonly GroundingReason[];
  /** Indices of the passages that the sentence was held against. */
  readonly cited: readonly number[];
  /** The nearest place of those passages. */
  readonly support?: GroundingPlace | undefined;
  /** Where a trusted passage speaks of the same thing and says something else. */
  readonly disagreement?: GroundingPlace | undefined;
}
