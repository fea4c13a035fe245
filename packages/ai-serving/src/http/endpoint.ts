import { AiError } from '@org/ai-core';

/** A checked base URL. */
export interface Endpoint {
  readonly host: string;
  /** The URL of a path below the base; a query of the base URL is kept (`?api-version=...`). */
  url(path: string): string;
}

/**
 * Checks the base URL of a model server.
 *
 * @throws AiError `invalid-input` when it is no http(s) URL, or holds credentials or a fragment; the message never repeats them
 */
export function parseEndpoint(baseUrl: string): Endpoint {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw new AiError('invalid-input', 'baseUrl is not a URL; give one like https://api.example.com/v1');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AiError('invalid-input', `baseUrl must begin with http:// or https://, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new AiError('invalid-input', 'baseUrl must not hold a user name or password; pass the key as apiKey');
  }
  if (url.hash !== '') throw new AiError('invalid-input', 'baseUrl must not have a fragment (#...); remove it');
  const base = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname;
  return { host: url.host, url: (path) => `${url.origin}${base}${path}${url.search}` };
}
