import { request as httpRequest } from 'node:http';
import type { AssistantServer } from '../../src/server/server.ts';

/** A response, read to its end. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request as any program can: every header is as given, also Host. */
export function send(
  server: Pick<AssistantServer, 'port'>,
  options: {
    readonly method?: string | undefined;
    readonly path?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly body?: string | Uint8Array | undefined;
  } = {},
): Promise<HttpReply> {
  const { method = 'GET', path = '/', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Posts JSON as the page does. */
export function post(
  server: AssistantServer,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpReply> {
  return send(server, {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'x-assistant-token': server.token, ...headers },
    body: JSON.stringify(body),
  });
}

/** The lines of a streamed answer. */
export function linesOf({ body }: HttpReply): readonly { readonly type: string; readonly [key: string]: unknown }[] {
  return body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
}
