import { AiError } from '@org/ai-core';
import type { Exchange, ServerParts } from '../route.ts';

/** Serves the page, with the token of this start in it, and the files that belong to it. */
export function page({ response, path }: Exchange, parts: ServerParts): Promise<void> {
  const { html, files } = parts.page;
  const file =
    path === '/' && html !== undefined
      ? { contentType: 'text/html; charset=utf-8', body: Buffer.from(html.replaceAll('{{token}}', parts.token)) }
      : files.get(path);
  if (file === undefined) throw new AiError('not-found', 'there is no such page');
  const headers = { 'content-type': file.contentType, 'content-length': file.body.length, 'cache-control': 'no-store' };
  response.writeHead(200, headers).end(file.body);
  return Promise.resolve();
}
