import type { Client } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import type { Action } from '../state/reduce.ts';
import { streamingAnswer, type CitedPassage, type PageState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { AnswerState } from '../state/answer-state.ts';

/** A document to open, as a citation or the list names it. */
interface DocumentToOpen {
  readonly as: string;
  readonly document: string;
  readonly title: string;
  readonly trust: 'trusted' | 'untrusted';
  readonly passage?: CitedPassage | undefined;
}

/** A question, the turn that it is asked again in, and who asks if not the principal that is chosen. */
interface QuestionToAsk {
  readonly question: string;
  readonly turn?: number | undefined;
  readonly as?: string | undefined;
}

/** What a reader can do. Each talks to the server and tells the store how it went. */
export interface PageActions {
  start(): Promise<void>;
  choosePrincipal(as: string): Promise<void>;
  /** One answer comes in at a time: a question during another one is not asked. */
  ask(question: QuestionToAsk): Promise<void>;
  stop(): void;
  giveFeedback(answer: AnswerState, thumb: 'up' | 'down'): Promise<void>;
  openDocument(what: DocumentToOpen): Promise<void>;
  openDocumentList(as: string): void;
  closePanel(): void;
}

/** Connects what a reader does with the server and the state. */
export function createPageActions(store: Store<PageState, Action>, client: Client): PageActions {
  let lastId = 0;
  let answering: AbortController | undefined;

  const learnReadable = async (as: string): Promise<void> => {
    if (store.state.readable[as] !== undefined) return;
    // Without the count the page works all the same.
    const response = await client.documents({ as }).catch(() => undefined);
    if (response !== undefined) store.dispatch({ type: 'readable-known', as, documents: response.documents });
  };

  const receive = async (answer: number, question: string, as: string, signal: AbortSignal): Promise<void> => {
    let isOver = false;
    for await (const line of client.ask({ question, as }, signal)) {
      isOver ||= line.type === 'finish' || line.type === 'error';
      store.dispatch({ type: 'line', answer, line });
    }
    if (!isOver) throw new Error('the stream ended early');
  };

  return {
    async start() {
      try {
        store.dispatch({ type: 'started', status: await client.status() });
      } catch (error) {
        store.dispatch({ type: 'start-failed', error: problemOf(error) });
        return;
      }
      await learnReadable(store.state.as);
    },
    async choosePrincipal(as) {
      store.dispatch({ type: 'principal-chosen', as });
      await learnReadable(as);
    },
    async ask({ question, turn, as = store.state.as }) {
      if (as === '' || streamingAnswer(store.state) !== undefined) return;
      const answer = (lastId += 1);
      const left = new AbortController();
      answering = left;
      store.dispatch({ type: 'asked', turn: turn ?? answer, question, answer, as });
      try {
        await receive(answer, question, as, left.signal);
      } catch (error) {
        if (left.signal.aborted) store.dispatch({ type: 'stopped', answer });
        else store.dispatch({ type: 'failed', answer, error: problemOf(error) });
      }
    },
    stop() {
      answering?.abort();
    },
    async giveFeedback({ id, answerId, as }, thumb) {
      if (answerId === undefined) return;
      store.dispatch({ type: 'feedback', answer: id, feedback: { thumb, phase: 'sending' } });
      try {
        await client.feedback({ answerId, thumb, as });
        store.dispatch({ type: 'feedback', answer: id, feedback: { thumb, phase: 'kept' } });
      } catch (error) {
        const { message } = problemOf(error);
        store.dispatch({ type: 'feedback', answer: id, feedback: { thumb, phase: 'failed', message } });
      }
    },
    async openDocument({ as, document, title, trust, passage }) {
      const isFromList = store.state.panel?.kind === 'documents';
      const loading = { loaded: undefined, error: undefined };
      const panel = { kind: 'document', as, document, title, trust, passage, isFromList, ...loading } as const;
      store.dispatch({ type: 'panel-opened', panel });
      try {
        store.dispatch({ type: 'document-loaded', document, loaded: await client.document({ as, document }) });
      } catch (error) {
        store.dispatch({ type: 'document-failed', document, error: problemOf(error) });
      }
    },
    openDocumentList(as) {
      store.dispatch({ type: 'panel-opened', panel: { kind: 'documents', as } });
    },
    closePanel() {
      store.dispatch({ type: 'panel-closed' });
    },
  };
}
