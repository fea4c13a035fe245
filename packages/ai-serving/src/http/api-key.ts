import { AiError } from '@org/ai-core';

/** A key, or a function that fetches a fresh one for each call (from a vault, say). */
export type ApiKey = string | (() => Promise<string>);

/**
 * The Authorization header of a call, if there is a key. The key appears in no error message.
 *
 * @throws AiError `unauthenticated` when the key cannot be had, `invalid-input` when it cannot stand in a header
 */
export async function authorization(
  apiKey: ApiKey | undefined,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  if (apiKey === undefined) return {};
  const key = typeof apiKey === 'string' ? apiKey : await fetchKey(apiKey, signal);
  if (!/^[\x21-\x7e]{1,8192}$/.test(key)) {
    throw new AiError(
      'invalid-input',
      'apiKey must be visible ASCII without spaces or line breaks; check how it is read',
    );
  }
  return { authorization: `Bearer ${key}` };
}

/** The cause is left out: what a vault's client throws may hold the key or the vault's own credentials. */
function fetchKey(fetcher: () => Promise<string>, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(new AiError('aborted', 'cancelled while apiKey() was being fetched'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    Promise.resolve()
      .then(fetcher)
      .then(resolve, () => {
        reject(new AiError('unauthenticated', 'apiKey() failed; check the function that fetches the key'));
      })
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
  });
}
