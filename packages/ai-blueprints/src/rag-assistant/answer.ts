import type { Citation, Finding, JsonValue, RouteTrace, Usage } from '@org/ai-core';
import type { SearchPlan } from '@org/ai-retrieval';

/** The steps of an answer, in their order; `verify` runs while `generate` still streams. */
export type AnswerStep = 'input' | 'retrieve' | 'screen' | 'generate' | 'verify';

/** A verified citation as a reader needs it: `quote` is exactly the document's text between the span's offsets. */
export interface AnswerCitation extends Citation {
  readonly isVerified: true;
  /** The trusted quote speaks of the same thing as the sentence, which only untrusted documents support, and says something else. */
  readonly isDisagreeing?: true | undefined;
  readonly title: string;
  readonly trust: 'trusted' | 'untrusted';
}

/** Why a sentence of the model was not given as an answer. */
export type WithholdReason =
  'no-citation' | 'unknown-citation' | 'not-supported' | 'foreign-words' | 'not-quotable' | 'repeated';

/** What a rail or the citation check decided; it never holds the text that it is about. */
export interface AnswerDecision {
  readonly step: AnswerStep;
  /** What was looked at: the question, one passage, the model's answer, or one sentence of it. */
  readonly subject: 'question' | 'passage' | 'answer' | 'sentence';
  /** Number of the passage in search order or of the sentence in the model's order, from 1. */
  readonly number?: number | undefined;
  /** The document of a passage. */
  readonly document?: string | undefined;
  readonly action: 'allow' | 'redact' | 'block' | 'require-approval' | 'withhold' | 'stop';
  /** A {@link WithholdReason}, the reason of a block, or the limit that was reached. */
  readonly reason?: string | undefined;
  readonly findings: readonly Finding[];
}

/** When a step ran, in milliseconds from the start of the question. */
export interface StepTiming {
  readonly step: AnswerStep;
  readonly startMs: number;
  /** Time spent in the step itself; `verify` adds up its pieces. */
  readonly durationMs: number;
}

/** A whole answer. */
export interface Answer {
  /** `[n]` in the text is `citations[n - 1]`. When nothing could be answered, a fixed sentence. */
  readonly text: string;
  readonly isAnswered: boolean;
  /** `blocked`: a rail stopped the question. */
  readonly outcome: 'answered' | 'not-in-documents' | 'blocked';
  readonly citations: readonly AnswerCitation[];
  /** Undefined when the question was blocked before the search. */
  readonly plan: SearchPlan | undefined;
  readonly decisions: readonly AnswerDecision[];
  readonly usage: Usage;
  /** Billionths of a US dollar; undefined when the price is unknown. */
  readonly costNanoUsd?: number | undefined;
  readonly route: RouteTrace;
  readonly timings: {
    readonly totalMs: number;
    readonly firstTextMs?: number | undefined;
    readonly steps: readonly StepTiming[];
  };
}

/** What happens while a question is answered. A `citation` comes before the text that holds its marker; `finish` is always last. */
export type AnswerEvent =
  | (StepTiming & { readonly type: 'step'; readonly detail: Readonly<Record<string, JsonValue>> })
  | { readonly type: 'text-delta'; readonly text: string }
  | {
      readonly type: 'citation';
      readonly marker: number;
      readonly citation: AnswerCitation;
      readonly title: string;
      readonly trust: 'trusted' | 'untrusted';
    }
  | { readonly type: 'finish'; readonly answer: Answer };
