import type { JsonValue } from '@org/ai-core';

/** A score from 0 to 1; null where the scorer has nothing to say; a fault's code where it failed. */
export type MetricOutcome = number | null | { readonly fault: string };

/** Why a case has no scores: the task failed, which says nothing about quality. */
export interface CaseFault {
  /** Code of the AiError, `internal` for anything else. */
  readonly code: string;
  /** Only when the run was asked to keep text. */
  readonly message?: string | undefined;
}

/** What became of one case. */
export interface CaseOutcome {
  readonly id: string;
  /** By metric; empty when the task failed. */
  readonly scores: Readonly<Record<string, MetricOutcome>>;
  readonly fault?: CaseFault | undefined;
  /** Only when the run was asked to keep text. */
  readonly output?: JsonValue | undefined;
}
