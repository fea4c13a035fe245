import type { Answer, AnswerCitation, AnswerEvent } from '@org/ai-blueprints';
import type { AskLine, ErrorBody } from '../../server/protocol.ts';

/** What one step did, as the stream told it. */
export type StepEvent = Extract<AnswerEvent, { type: 'step' }>;

/** How a thumb fares. */
export interface Feedback {
  readonly thumb: 'up' | 'down';
  readonly phase: 'sending' | 'kept' | 'failed';
  readonly message?: string | undefined;
}

/** One answer, as far as it has come. */
export interface AnswerState {
  readonly id: number;
  /** Who asked. */
  readonly as: string;
  /** `stopped`: by the reader; `failed`: by an error. In both the text, if any, is incomplete. */
  readonly phase: 'streaming' | 'finished' | 'stopped' | 'failed';
  /** The server's id, for feedback. */
  readonly answerId: string | undefined;
  readonly text: string;
  /** `[n]` in the text is `citations[n - 1]`. */
  readonly citations: readonly (AnswerCitation | undefined)[];
  readonly steps: readonly StepEvent[];
  readonly answer: Answer | undefined;
  readonly error: ErrorBody | undefined;
  readonly feedback: Feedback | undefined;
}

/** An answer before its first line. */
export function createAnswer(id: number, as: string): AnswerState {
  return {
    id,
    as,
    phase: 'streaming',
    answerId: undefined,
    text: '',
    citations: [],
    steps: [],
    answer: undefined,
    error: undefined,
    feedback: undefined,
  };
}

/** The answer after one more line of its stream. */
export function withLine(state: AnswerState, line: AskLine): AnswerState {
  switch (line.type) {
    case 'start':
      return { ...state, answerId: line.answerId };
    case 'step':
      return { ...state, steps: [...state.steps, line] };
    case 'citation': {
      const citations = [...state.citations];
      citations[line.marker - 1] = line.citation;
      return { ...state, citations };
    }
    case 'text-delta':
      return { ...state, text: state.text + line.text };
    case 'finish': {
      const { answer } = line;
      return { ...state, phase: 'finished', answer, text: answer.text, citations: answer.citations };
    }
    case 'error':
      return withFailure(state, line.error);
    default:
      // A line of a later version says nothing to this page.
      return state;
  }
}

/** The answer after a failure: what was shown stays, and counts as incomplete. */
export function withFailure(state: AnswerState, error: ErrorBody): AnswerState {
  return { ...state, phase: 'failed', error };
}

/** Part of an answer was shown that never became whole. */
export function isIncomplete({ phase, text, error }: AnswerState): boolean {
  return (phase === 'failed' || phase === 'stopped') && (text !== '' || error?.isReleased === true);
}
