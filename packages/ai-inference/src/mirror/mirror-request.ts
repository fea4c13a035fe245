import { abortedError, AiError, type Clock } from '@org/ai-core';
import type { MirrorUrl } from './mirror-url.ts';
import { signGet, type S3Credentials } from './sign-request.ts';

/** Gets files of a mirror. */
export interface MirrorReader {
  /** A good answer (200 or 206) from a byte on. @throws AiError by what the server says; retryable where another attempt may help */
  get(name: string, from: number, signal: AbortSignal | undefined): Promise<MirrorAnswer>;
}

/** The head of an answer, and its body. */
interface MirrorAnswer {
  /** Where the body begins: at the byte asked for, or at 0 when the server sends the whole file. */
  readonly from: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What a reader stands on. */
export interface MirrorReaderOptions {
  readonly url: MirrorUrl;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: S3Credentials | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Milliseconds without a byte after which an attempt is given up. */
  readonly idleMs: number;
}

const mostRedirects = 3;

/** Makes a reader. Redirects are followed within the mirror's own origin only, so that keys go nowhere else. */
export function createMirrorReader({
  url,
  headers,
  credentials,
  fetch,
  clock,
  idleMs,
}: MirrorReaderOptions): MirrorReader {
  return {
    get: async (name, from, signal) => {
      const idle = startIdleLimit(idleMs, clock, signal);
      try {
        let target = url.fileUrl(name);
        for (let hop = 0; ; hop += 1) {
          const signed = credentials === undefined ? {} : signGet(target, credentials, new Date(clock.epochMs()));
          const range: Record<string, string> = from > 0 ? { range: `bytes=${String(from)}-` } : {};
          const response = await fetch(target, {
            headers: { ...headers, ...signed, ...range, 'accept-encoding': 'identity' },
            redirect: 'manual',
            signal: idle.signal,
          });
          if (response.status >= 300 && response.status < 400 && response.status !== 304) {
            await response.body?.cancel();
            target = redirected(response, target, url, hop);
            continue;
          }
          if (response.status !== 200 && response.status !== 206) {
            await response.body?.cancel();
            throw statusError(name, response.status);
          }
          return { from: startOf(response, from), body: bodyOf(response, idle, signal) };
        }
      } catch (error) {
        idle.end();
        throw mapped(error, signal);
      }
    },
  };
}

function redirected(response: Response, from: URL, url: MirrorUrl, hop: number): URL {
  const location = response.headers.get('location');
  const target = location === null ? undefined : new URL(location, from);
  if (target?.origin === url.origin && hop < mostRedirects) return target;
  throw new AiError(
    'forbidden',
    'the mirror redirects to another place; pull from where the files are, so that what is sent to it stays there',
    { isRetryable: false },
  );
}

function startOf(response: Response, asked: number): number {
  if (response.status === 200) return 0;
  const range = /^bytes (\d{1,16})-\d{1,16}\/(?:\d{1,16}|\*)$/.exec(response.headers.get('content-range') ?? '');
  const from = Number(range?.[1]);
  if (from === asked) return from;
  throw new AiError('protocol', 'the mirror answered with another part of the file than was asked for', {
    isRetryable: true,
  });
}

async function* bodyOf(
  response: Response,
  idle: ReturnType<typeof startIdleLimit>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of response.body ?? []) {
      idle.alive();
      yield piece;
    }
  } catch (error) {
    throw mapped(error, signal);
  } finally {
    idle.end();
  }
}

function mapped(error: unknown, signal: AbortSignal | undefined): AiError {
  if (signal?.aborted === true) return abortedError(signal);
  if (AiError.is(error)) return error;
  // The message of a network error may hold the URL, and with it a signature.
  return new AiError('unavailable', 'the mirror cannot be reached, or the connection broke; check that it runs', {
    isRetryable: true,
  });
}

function statusError(name: string, status: number): AiError {
  const details = { file: name, status };
  if (status === 401)
    return new AiError('unauthenticated', 'the mirror wants credentials (401); pass headers or S3 keys', { details });
  if (status === 403) return new AiError('forbidden', 'the mirror refuses the credentials (403)', { details });
  if (status === 404) return new AiError('not-found', `the mirror has no ${name} (404); check the URL`, { details });
  const isRetryable = status === 429 || status >= 500;
  return new AiError('upstream', `the mirror answered with status ${String(status)} for ${name}`, {
    details,
    isRetryable,
  });
}

/** Ends an attempt that has been silent for too long. */
function startIdleLimit(
  idleMs: number,
  clock: Clock,
  outer: AbortSignal | undefined,
): { readonly signal: AbortSignal; alive(): void; end(): void } {
  const controller = new AbortController();
  const stopped = new AbortController();
  let last = clock.monotonicMs();
  const watch = async (): Promise<void> => {
    for (;;) {
      const left = last + idleMs - clock.monotonicMs();
      if (left <= 0) {
        controller.abort(
          new AiError('timeout', `the mirror sent nothing for ${String(idleMs)} ms`, { isRetryable: true }),
        );
        return;
      }
      await clock.sleep(left, stopped.signal);
    }
  };
  watch().catch(() => undefined);
  const forward = (): void => {
    controller.abort(outer?.reason);
  };
  if (outer?.aborted === true) forward();
  outer?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    alive: () => {
      last = clock.monotonicMs();
    },
    end: () => {
      stopped.abort();
      outer?.removeEventListener('abort', forward);
    },
  };
}
