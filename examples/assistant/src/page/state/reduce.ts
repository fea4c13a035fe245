import type { AskLine, DocumentResponse, ErrorBody, StatusResponse } from '../../server/protocol.ts';
import { createAnswer, withFailure, withLine, type AnswerState, type Feedback } from './answer-state.ts';
import type { PageState, ReadableDocuments, SidePanelState, Turn } from './state.ts';

/** All that can happen. */
export type Action =
  | { readonly type: 'started'; readonly status: StatusResponse }
  | { readonly type: 'start-failed'; readonly error: ErrorBody }
  | { readonly type: 'principal-chosen'; readonly as: string }
  | { readonly type: 'readable-known'; readonly as: string; readonly documents: ReadableDocuments }
  /** A new turn, or one more answer in a turn that is there. */
  | {
      readonly type: 'asked';
      readonly turn: number;
      readonly question: string;
      readonly answer: number;
      readonly as: string;
    }
  | { readonly type: 'line'; readonly answer: number; readonly line: AskLine }
  | { readonly type: 'stopped'; readonly answer: number }
  | { readonly type: 'failed'; readonly answer: number; readonly error: ErrorBody }
  | { readonly type: 'feedback'; readonly answer: number; readonly feedback: Feedback }
  | { readonly type: 'panel-opened'; readonly panel: SidePanelState }
  | { readonly type: 'document-loaded'; readonly document: string; readonly loaded: DocumentResponse }
  | { readonly type: 'document-failed'; readonly document: string; readonly error: ErrorBody }
  | { readonly type: 'panel-closed' };

/** The state after something happened. What did not change stays the same object. */
export function reduce(state: PageState, action: Action): PageState {
  switch (action.type) {
    case 'started':
      return { ...state, status: action.status, startError: undefined, as: action.status.defaultPrincipal };
    case 'start-failed':
      return { ...state, startError: action.error };
    case 'principal-chosen':
      return action.as === state.as ? state : { ...state, as: action.as, previousAs: state.as };
    case 'readable-known':
      return { ...state, readable: { ...state.readable, [action.as]: action.documents } };
    case 'asked':
      return { ...state, turns: withQuestion(state.turns, action) };
    case 'line':
      return withAnswer(state, action.answer, (answer) => withLine(answer, action.line));
    case 'stopped':
      return withAnswer(state, action.answer, (answer) => ({ ...answer, phase: 'stopped' }));
    case 'failed':
      return withAnswer(state, action.answer, (answer) => withFailure(answer, action.error));
    case 'feedback':
      return withAnswer(state, action.answer, (answer) => ({ ...answer, feedback: action.feedback }));
    case 'panel-opened':
      return { ...state, panel: action.panel };
    case 'panel-closed':
      return { ...state, panel: undefined };
    case 'document-loaded':
      return withDocument(state, action.document, { loaded: action.loaded });
    case 'document-failed':
      return withDocument(state, action.document, { error: action.error });
  }
}

function withQuestion(turns: readonly Turn[], asked: Extract<Action, { type: 'asked' }>): readonly Turn[] {
  const answer = createAnswer(asked.answer, asked.as);
  const isKnown = turns.some((turn) => turn.id === asked.turn);
  if (!isKnown) return [{ id: asked.turn, question: asked.question, answers: [answer] }, ...turns];
  return turns.map((turn) => {
    if (turn.id !== asked.turn) return turn;
    // Who asks again replaces their own answer and nobody else's.
    const isAgain = turn.answers.some(({ as }) => as === asked.as);
    const answers = isAgain
      ? turn.answers.map((other) => (other.as === asked.as ? answer : other))
      : [...turn.answers, answer];
    return { ...turn, answers };
  });
}

function withAnswer(state: PageState, id: number, change: (answer: AnswerState) => AnswerState): PageState {
  return {
    ...state,
    turns: state.turns.map((turn) =>
      turn.answers.some((answer) => answer.id === id)
        ? { ...turn, answers: turn.answers.map((answer) => (answer.id === id ? change(answer) : answer)) }
        : turn,
    ),
  };
}

function withDocument(
  state: PageState,
  document: string,
  outcome: { readonly loaded?: DocumentResponse; readonly error?: ErrorBody },
): PageState {
  const { panel } = state;
  // An answer that comes after the panel went on to something else is of no use.
  if (panel?.kind !== 'document' || panel.document !== document) return state;
  return { ...state, panel: { ...panel, ...outcome } };
}
