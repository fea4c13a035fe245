import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AiError } from '@org/ai-core';
import type { OpenAssistant } from '../assistant/open-assistant.ts';
import { createDemoResolver } from '../principals/demo-resolver.ts';
import { errorBody, sendError } from './http-error.ts';
import { readPage } from './page-files.ts';
import { createRecentAnswers } from './recent-answers.ts';
import type { Route, ServerParts } from './route.ts';
import { ask } from './routes/ask.ts';
import { document, documents } from './routes/documents.ts';
import { feedback } from './routes/feedback.ts';
import { metrics } from './routes/metrics.ts';
import { page } from './routes/page.ts';
import { status } from './routes/status.ts';
import { checkOrigin, checkToken, createToken, setSecurityHeaders } from './security.ts';

/** A running server. */
export interface AssistantServer {
  readonly url: string;
  readonly port: number;
  /** The secret that POST needs; the page holds it. */
  readonly token: string;
  /** Cancels what is being answered and closes every connection. */
  close(): Promise<void>;
}

/** How the server starts. */
export interface ServerOptions {
  readonly assistant: OpenAssistant;
  /** 0 takes a free one. */
  readonly port: number;
  /** @defaultValue 127.0.0.1; nothing but loopback works, because the principal switch believes whoever asks */
  readonly host?: string | undefined;
  /** Folder of the page. @defaultValue src/page */
  readonly pageFolder?: string | undefined;
  /** After how many milliseconds a client that reads nothing of its answer is cut off. @defaultValue 30,000 */
  readonly stallMs?: number | undefined;
  /** Gets a line for the console when a request failed; never a question or an answer. */
  readonly onFault?: ((line: string) => void) | undefined;
}

const maxAnswers = 8;
const posts: Readonly<Record<string, Route>> = {
  '/api/ask': ask,
  '/api/documents': documents,
  '/api/document': document,
  '/api/feedback': feedback,
};
const gets: Readonly<Record<string, Route>> = { '/api/status': status, '/metrics': metrics };

/**
 * Serves the page and its API on this machine.
 *
 * @throws AiError `forbidden` for a host off loopback, `conflict` when the port is in use
 */
export async function startServer(options: ServerOptions): Promise<AssistantServer> {
  const { assistant, host = '127.0.0.1', onFault } = options;
  const resolver = createDemoResolver(host);
  const token = createToken();
  const parts: ServerParts = {
    assistant,
    token,
    page: await readPage(options.pageFolder),
    answering: new Set(),
    maxAnswers,
    stallMs: options.stallMs ?? 30_000,
    answers: createRecentAnswers(),
    onFault(error) {
      const { code, message } = errorBody(error);
      onFault?.(`A request failed (${code}): ${message}`);
    },
    signalOf,
  };
  let port = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    checkOrigin(request, port);
    const { localAddress, remoteAddress } = request.socket;
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const route = routeOf(request.method, path);
    if (request.method === 'POST') checkToken(request, token);
    const resolve = (as: string) => resolver.resolve({ as, localAddress, remoteAddress }, {});
    await route({ request, response, path, resolve }, parts);
  };

  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, (request, response) => {
    setSecurityHeaders(response);
    handle(request, response).catch((error: unknown) => {
      if (!AiError.is(error)) parts.onFault(error);
      if (response.headersSent) response.destroy();
      else {
        // What was not read of a body is not waited for.
        if (!request.complete) response.setHeader('connection', 'close');
        sendError(response, error);
      }
    });
  });
  port = await listen(server, options.port, host);

  return {
    url: `http://127.0.0.1:${String(port)}/`,
    port,
    token,
    close: () =>
      new Promise((resolve) => {
        for (const answer of parts.answering) answer.abort();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function routeOf(method: string | undefined, path: string): Route {
  if (method === 'GET') return Object.hasOwn(gets, path) ? (gets[path] ?? page) : page;
  const route = method === 'POST' && Object.hasOwn(posts, path) ? posts[path] : undefined;
  if (route === undefined) throw new AiError('not-found', 'there is no such route');
  return route;
}

function signalOf(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    left.abort();
  });
  return left.signal;
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const taken = `port ${String(port)} is in use; choose another with --port, or leave it out for a free one`;
    const refused = `port ${String(port)} cannot be used (${code}); choose another with --port`;
    throw new AiError('conflict', code === 'EADDRINUSE' ? taken : refused, { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
