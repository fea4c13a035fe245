import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { systemClock, type Clock } from '@org/ai-core';
import type { UpstreamBehaviour } from './behaviour.ts';
import { respond } from './respond.ts';

/** How a request ended: the answer was sent whole, the server cut it, or the client closed the connection first. */
export type UpstreamOutcome = 'answered' | 'cut' | 'client-left';

/** A request that the upstream got. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The client's port: equal for two requests on one kept-alive connection. */
  readonly clientPort: number;
  /** The parsed JSON body; undefined when there was none or it was no JSON. */
  readonly body: unknown;
  /** Settles when the exchange is over: await it to see that cancelling closed the socket. */
  readonly ended: Promise<UpstreamOutcome>;
}

/** How the upstream starts. */
export interface FaultyUpstreamOptions {
  /** What it does by default. @defaultValue `{ kind: 'answer', text: 'Hello from the upstream.' }` */
  readonly behaviour?: UpstreamBehaviour | undefined;
  /** Requests with another bearer token get 401. @defaultValue any token is good */
  readonly apiKey?: string | undefined;
  /** Width of embeddings. @defaultValue 8 */
  readonly dimensions?: number | undefined;
  /** The clock of `delayMs`. @defaultValue systemClock */
  readonly clock?: Clock | undefined;
}

/** An OpenAI-compatible server on 127.0.0.1 that misbehaves on request. */
export interface FaultyUpstream extends AsyncDisposable {
  /** Base URL, as clients want it: `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  readonly requests: readonly UpstreamRequest[];
  /** Queues behaviours: each is used for one request, then the default is back. */
  next(...behaviours: readonly UpstreamBehaviour[]): void;
  /** Replaces the default behaviour. */
  always(behaviour: UpstreamBehaviour): void;
  /** The request with this number, waiting for it to arrive. */
  request(index: number): Promise<UpstreamRequest>;
  /** Stops the server and closes every connection, hanging ones too. */
  close(): Promise<void>;
}

/**
 * Starts a server that speaks the OpenAI protocol (`/v1/chat/completions` plain and streamed, `/v1/embeddings`, `/v1/models`) on a free port of 127.0.0.1.
 *
 * @example
 * ```ts
 * import { startFaultyUpstream } from '@org/ai-testing';
 *
 * await using upstream = await startFaultyUpstream({ behaviour: { kind: 'obey' } });
 * upstream.next({ kind: 'rate-limited', retryAfter: '3' }, { kind: 'cut', afterChunks: 2 });
 * console.log(upstream.url);
 * ```
 */
export async function startFaultyUpstream(options: FaultyUpstreamOptions = {}): Promise<FaultyUpstream> {
  const { apiKey, dimensions = 8, clock = systemClock } = options;
  let standard: UpstreamBehaviour = options.behaviour ?? { kind: 'answer', text: 'Hello from the upstream.' };
  const queue: UpstreamBehaviour[] = [];
  const requests: UpstreamRequest[] = [];
  const waiting: { readonly index: number; readonly resolve: (request: UpstreamRequest) => void }[] = [];

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const stopped = new AbortController();
    const state: { outcome: UpstreamOutcome | undefined } = { outcome: undefined };
    const ended = new Promise<UpstreamOutcome>((resolve) => {
      response.once('close', () => {
        stopped.abort();
        resolve(state.outcome ?? (response.writableFinished ? 'answered' : 'client-left'));
      });
    });
    const body = await readJson(message);
    const request: UpstreamRequest = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      clientPort: message.socket.remotePort ?? 0,
      body,
      ended,
    };
    requests.push(request);
    for (const waiter of waiting) if (requests.length > waiter.index) waiter.resolve(requests[waiter.index] ?? request);
    const isKnown = apiKey === undefined || message.headers.authorization === `Bearer ${apiKey}`;
    const behaviour = isKnown ? (queue.shift() ?? standard) : ({ kind: 'unauthorized' } as const);
    await respond(response, request, behaviour, {
      dimensions,
      clock,
      signal: stopped.signal,
      onCut: () => {
        state.outcome = 'cut';
      },
    });
  };

  const server = createServer((message, response) => {
    handle(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });

  return {
    url: `http://127.0.0.1:${String(port)}/v1`,
    requests,
    next: (...behaviours) => {
      queue.push(...behaviours);
    },
    always: (behaviour) => {
      standard = behaviour;
    },
    request: (index) => {
      const known = requests[index];
      return known === undefined ? new Promise((resolve) => waiting.push({ index, resolve })) : Promise.resolve(known);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
