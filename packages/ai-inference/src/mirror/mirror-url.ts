import { AiError } from '@org/ai-core';

/** Where the files of a bundle lie. */
export interface MirrorUrl {
  readonly origin: string;
  /** The URL of a file; a query of the base URL (a signature, a token) is kept. */
  fileUrl(name: string): URL;
}

/** @throws AiError `invalid-input` for what is no URL, holds credentials, or would be read over an open network without TLS; the message never repeats it */
export function parseMirrorUrl(url: string, isHttpAllowed: boolean): MirrorUrl {
  let base: URL;
  try {
    base = new URL(url);
  } catch {
    throw wrong('url is not a URL; give one like https://models.example.com/minilm/');
  }
  if (base.username !== '' || base.password !== '')
    throw wrong('url must not hold a user name or password; pass them as headers');
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(base.hostname);
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && (isLoopback || isHttpAllowed)))
    throw wrong('url must begin with https:// (http:// is read on this machine only, or with isHttpAllowed)');
  const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  return {
    origin: base.origin,
    fileUrl: (name) => new URL(`${base.origin}${folder}${encodeURIComponent(name)}${base.search}`),
  };
}

function wrong(message: string): AiError {
  return new AiError('invalid-input', message, { details: { field: 'url' } });
}
