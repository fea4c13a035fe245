import type {
  AskLine,
  AskRequest,
  DocumentRequest,
  DocumentResponse,
  DocumentsRequest,
  DocumentsResponse,
  FeedbackRequest,
  StatusResponse,
} from '../../server/protocol.ts';
import { readJsonLines } from './json-lines.ts';
import { problemIn } from './problem.ts';

/** The routes of the local server as functions; each rejects with what {@link problemOf} can explain. */
export interface Client {
  status(): Promise<StatusResponse>;
  documents(request: DocumentsRequest): Promise<DocumentsResponse>;
  document(request: DocumentRequest): Promise<DocumentResponse>;
  /** Leaving the loop, or the signal, cancels the answer on the server. */
  ask(request: AskRequest, signal: AbortSignal): AsyncGenerator<AskLine, void>;
  feedback(request: FeedbackRequest): Promise<void>;
}

/** Talks to the server that the page came from, with the token of this start. */
export function createClient(token: string): Client {
  const post = async (path: string, body: object, signal?: AbortSignal): Promise<Response> => {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-assistant-token': token },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
    if (!response.ok) throw await problemIn(response);
    return response;
  };
  return {
    async status() {
      const response = await fetch('/api/status');
      if (!response.ok) throw await problemIn(response);
      return (await response.json()) as StatusResponse;
    },
    documents: async (request) => (await (await post('/api/documents', request)).json()) as DocumentsResponse,
    document: async (request) => (await (await post('/api/document', request)).json()) as DocumentResponse,
    async *ask(request, signal) {
      const { body } = await post('/api/ask', request, signal);
      if (body !== null) yield* readJsonLines(body) as AsyncGenerator<AskLine, void>;
    },
    async feedback(request) {
      await post('/api/feedback', request);
    },
  };
}
