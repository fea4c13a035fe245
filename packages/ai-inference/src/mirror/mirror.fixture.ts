import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A mirror of files on this machine, that can be told to fail. */
export interface TestMirror {
  readonly url: string;
  readonly requests: readonly {
    readonly path: string;
    readonly range: string | undefined;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** Decides on the next requests before the mirror does; returns whether it has answered. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** After so many bytes of a body the connection is broken; once for each entry. */
  readonly cuts: number[];
  /** Whether ranges are served; a mirror without sends the whole file. */
  hasRanges: boolean;
  close(): Promise<void>;
}

/** Serves files by their names. */
export async function startTestMirror(files: ReadonlyMap<string, Uint8Array>): Promise<TestMirror> {
  const requests: { path: string; range: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    requests.push({ path: request.url ?? '', range: request.headers.range, headers: request.headers });
    if (mirror.intercept?.(request, response) === true) return;
    const content = files.get(decodeURIComponent(pathname.split('/').at(-1) ?? ''));
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const from = mirror.hasRanges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const body = content.subarray(from);
    if (from > 0)
      response.writeHead(206, {
        'content-range': `bytes ${String(from)}-${String(content.length - 1)}/${String(content.length)}`,
        'content-length': body.length,
      });
    else response.writeHead(200, { 'content-length': body.length });
    const cut = mirror.cuts.shift();
    if (cut === undefined || cut >= body.length) response.end(body);
    else response.write(body.subarray(0, cut), () => response.destroy());
  };
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror: TestMirror = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/models/tiny`,
    requests,
    intercept: undefined,
    cuts: [],
    hasRanges: true,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return mirror;
}
