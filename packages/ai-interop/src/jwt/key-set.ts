import { AiError, systemClock, type Clock } from '@org/ai-core';
import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose';

/** Where the public keys of an issuer are: at an address, or whatever a function reads (a file that is rotated in place, for instance). */
export type KeySource =
  | { readonly url: string }
  | {
      /** Gives a JSON Web Key Set (RFC 7517). */
      readonly load: (signal: AbortSignal) => Promise<unknown>;
    };

/** How a key set is kept fresh. */
export interface KeySetOptions {
  readonly keys: KeySource;
  readonly cooldownMs: number;
  readonly maxAgeMs: number;
  readonly timeoutMs: number;
  readonly clock?: Clock | undefined;
}

const place = 'http://127.0.0.1/';

/**
 * The keys of an issuer, loaded when they are needed. An unknown key id loads them anew, at most once in `cooldownMs`; after a failure nothing is asked for as long either.
 * What fails while loading is `unavailable`, so that it is not taken for a bad token.
 *
 * @throws AiError `invalid-input` for an address that is neither https nor on this machine
 */
export function createKeySet(options: KeySetOptions): RemoteJWKSet {
  const { keys, cooldownMs, maxAgeMs, timeoutMs, clock = systemClock } = options;
  const load = 'url' in keys ? loadFrom(checkAddress(keys.url)) : keys.load;
  let failedMs = -Infinity;
  return createRemoteJWKSet(new URL('url' in keys ? keys.url : place), {
    cooldownDuration: cooldownMs,
    cacheMaxAge: maxAgeMs,
    timeoutDuration: timeoutMs,
    [customFetch]: async (_url, { signal }) => {
      if (clock.monotonicMs() - failedMs < cooldownMs) throw unavailable();
      try {
        return Response.json(checkKeys(await untilAborted(load(signal), signal)));
      } catch (cause) {
        failedMs = clock.monotonicMs();
        throw unavailable(cause);
      }
    },
  });
}

function unavailable(cause?: unknown): AiError {
  const message = 'the keys of the issuer cannot be loaded; check their address or file';
  return new AiError('unavailable', message, { cause });
}

function checkAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url === undefined || !(url.protocol === 'https:' || isLocal))
    throw new AiError('invalid-input', 'keys.url must be an https URL, or http on this machine');
  return url.href;
}

function loadFrom(url: string): (signal: AbortSignal) => Promise<unknown> {
  return async (signal) => {
    // A redirect could lead to keys of somebody else.
    const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    if (response.status !== 200) throw new AiError('upstream', `the key server answered ${String(response.status)}`);
    return (await response.json()) as unknown;
  };
}

/** Keys that are no set would make jose blame the token. */
function checkKeys(value: unknown): { readonly keys: readonly unknown[] } {
  const keys: unknown = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null))
    throw new AiError('protocol', 'what was loaded is no JSON Web Key Set');
  return { keys };
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AiError('timeout', 'loading keys took too long')), {
      once: true,
    });
  });
  return Promise.race([work, aborted]);
}
