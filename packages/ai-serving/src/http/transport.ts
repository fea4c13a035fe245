import { Agent, request as undiciRequest, type Dispatcher } from 'undici';
import { AiError, type JsonValue } from '@org/ai-core';
import { authorization, type ApiKey } from './api-key.ts';
import { parseEndpoint } from './endpoint.ts';
import { networkError } from './network-error.ts';
import { readBounded } from './read-bounded.ts';
import { statusError } from './status-error.ts';
import type { Watchdog } from './watchdog.ts';

/** How a transport reaches its server. */
export interface TransportOptions {
  readonly baseUrl: string;
  readonly apiKey?: ApiKey | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** An undici dispatcher (proxy, mutual TLS, a pool of your own); yours to close. */
  readonly dispatcher?: Dispatcher | undefined;
  readonly connectMs: number;
  readonly maxResponseBytes: number;
}

/** The head of a good answer (status 200 to 299) and its body, bounded and with network errors already mapped. */
export interface TransportReply {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Posts JSON to one server over kept-alive connections. */
export interface Transport extends AsyncDisposable {
  readonly host: string;
  post(path: string, body: JsonValue, accept: string, watchdog: Watchdog): Promise<TransportReply>;
}

const maxErrorBytes = 65_536;
const reservedHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'accept-encoding',
  'connection',
]);

/** @throws AiError `invalid-input` when the URL or a header is not valid */
export function createTransport(options: TransportOptions): Transport {
  const endpoint = parseEndpoint(options.baseUrl);
  const extraHeaders = checkHeaders(options.headers ?? {});
  const own =
    options.dispatcher === undefined
      ? new Agent({ connect: { timeout: options.connectMs }, keepAliveTimeout: 10_000 })
      : undefined;
  const dispatcher = options.dispatcher ?? own;

  return {
    host: endpoint.host,
    async post(path, body, accept, watchdog) {
      const authorizationHeader = await authorization(options.apiKey, watchdog.signal).catch((error: unknown) => {
        throw reasonOf(watchdog) ?? error;
      });
      let reply: Dispatcher.ResponseData;
      try {
        reply = await undiciRequest(endpoint.url(path), {
          method: 'POST',
          headers: {
            ...extraHeaders,
            ...authorizationHeader,
            'content-type': 'application/json',
            accept,
            'accept-encoding': 'identity',
          },
          body: JSON.stringify(body),
          signal: watchdog.signal,
          // The watchdog owns every limit: undici's own would cut long pauses behind its back.
          headersTimeout: 0,
          bodyTimeout: 0,
          ...(dispatcher === undefined ? {} : { dispatcher }),
        });
      } catch (error) {
        throw reasonOf(watchdog) ?? networkError(error, 'before-answer');
      }
      const stream = boundedBody(reply.body, options.maxResponseBytes, watchdog);
      if (reply.statusCode >= 200 && reply.statusCode < 300) {
        return { contentType: headerOf(reply, 'content-type').toLowerCase(), body: stream };
      }
      const text = await readBounded(reply.body, maxErrorBytes).catch(() => '');
      throw reasonOf(watchdog) ?? statusError(reply.statusCode, text, (name) => headerOf(reply, name));
    },
    async [Symbol.asyncDispose]() {
      await own?.close();
    },
  };
}

async function* boundedBody(
  body: AsyncIterable<unknown>,
  maxBytes: number,
  watchdog: Watchdog,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      watchdog.alive();
      bytes += (chunk as Uint8Array).length;
      if (bytes > maxBytes) {
        throw new AiError(
          'payload-too-large',
          `the answer is longer than maxResponseBytes (${String(maxBytes)}); raise the limit or ask for less`,
        );
      }
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw reasonOf(watchdog) ?? (AiError.is(error) ? error : networkError(error, 'in-answer'));
  }
  const reason = reasonOf(watchdog);
  if (reason !== undefined) throw reason;
}

function reasonOf(watchdog: Watchdog): AiError | undefined {
  return watchdog.signal.aborted ? (watchdog.signal.reason as AiError) : undefined;
}

function headerOf(reply: Dispatcher.ResponseData, name: string): string {
  const value = reply.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9-]{1,100}$/.test(name) || reservedHeaders.has(name.toLowerCase())) {
      throw new AiError(
        'invalid-input',
        `headers.${name.slice(0, 100)} cannot be set; leave it out (keys go into apiKey)`,
      );
    }
    if (!/^[\x20-\x7e\t]{0,8192}$/.test(value)) {
      throw new AiError('invalid-input', `headers.${name} must be printable ASCII on one line`);
    }
  }
  return headers;
}
