import type { DocumentResponse, DocumentsResponse, ErrorBody, StatusResponse } from '../../server/protocol.ts';
import type { AnswerState } from './answer-state.ts';

/** A question with the answers of everyone it was asked as. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly answers: readonly AnswerState[];
}

/** What a principal may read, once it is known. */
export type ReadableDocuments = DocumentsResponse['documents'];

/** A passage to highlight: what a citation says of its document. */
export interface CitedPassage {
  readonly digest: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** What the side panel shows. */
export type SidePanelState =
  | { readonly kind: 'documents'; readonly as: string }
  | {
      readonly kind: 'document';
      readonly as: string;
      readonly document: string;
      readonly title: string;
      readonly trust: 'trusted' | 'untrusted';
      readonly passage: CitedPassage | undefined;
      readonly isFromList: boolean;
      readonly loaded: DocumentResponse | undefined;
      readonly error: ErrorBody | undefined;
    };

/** All that the page knows; every view is a function of it. */
export interface PageState {
  readonly status: StatusResponse | undefined;
  readonly startError: ErrorBody | undefined;
  /** Id of the principal who asks. */
  readonly as: string;
  /** Who asked before the last switch. */
  readonly previousAs: string | undefined;
  readonly readable: Readonly<Record<string, ReadableDocuments>>;
  /** Newest first. */
  readonly turns: readonly Turn[];
  readonly panel: SidePanelState | undefined;
}

/** Before anything is known. */
export const initialState: PageState = {
  status: undefined,
  startError: undefined,
  as: '',
  previousAs: undefined,
  readable: {},
  turns: [],
  panel: undefined,
};

/** The answer that is coming in, if one is. */
export function streamingAnswer(state: PageState): AnswerState | undefined {
  return state.turns.flatMap((turn) => turn.answers).find((answer) => answer.phase === 'streaming');
}
