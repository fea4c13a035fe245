import { connect, type Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenAssistant } from '../src/assistant/open-assistant.ts';
import type { AssistantServer } from '../src/server/server.ts';
import { createDemoResolver, isLoopback } from '../src/principals/demo-resolver.ts';
import { testAssistant, testServer } from './support/assistant.ts';
import { makeFolder } from './support/folder.ts';
import { linesOf, post, send } from './support/request.ts';

const files = {
  'opening.md':
    '---\ntitle: Opening\nacl: { allow: [tenant] }\n---\nThe depot at Linden Park opens at 06:15 on working days.\n',
  'secret.md':
    '---\ntitle: Plan Linnet\nacl:\n  allow: [group:leadership]\n---\nThe price of Linnet is 7.2 million EUR.\n',
};
const pageFiles = {
  'index.html':
    '<!doctype html><meta name="assistant-token" content="{{token}}"><script type="module" src="/page/main.ts"></script>',
  'main.ts': "import { one } from './part/one.ts';\nconst two: number = one + 1;\nconsole.log(two);\n",
  'part/one.ts': 'export const one: number = 1;\n',
  'main.test.ts': 'throw new Error("never served");\n',
  'page.css': 'body { color: black }\n',
  'notes.txt': 'not an asset\n',
};

const log: string[] = [];
let assistant: OpenAssistant;
let pageFolder = '';

beforeAll(async () => {
  assistant = await testAssistant(files, { log });
  pageFolder = await makeFolder(pageFiles);
});

function start(): Promise<AssistantServer> {
  return testServer(assistant, { pageFolder, onFault: (line) => log.push(line) });
}

/** Asks on a bare socket, whose answer nobody reads. */
function askWithoutReading(server: AssistantServer): Socket {
  const body = JSON.stringify({ question: 'x', as: 'engineer' });
  const head = [
    'POST /api/ask HTTP/1.1',
    `host: 127.0.0.1:${String(server.port)}`,
    `x-assistant-token: ${server.token}`,
    'content-type: application/json',
    `content-length: ${String(body.length)}`,
  ];
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

describe('the local server', () => {
  it('serves the page with its token and its files, TypeScript as JavaScript, and nothing else', async () => {
    const server = await start();
    const page = await send(server);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain(`content="${server.token}"`);
    const script = await send(server, { path: '/page/main.ts' });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.body).not.toContain(': number');
    expect((await send(server, { path: '/page/part/one.ts?v=1' })).status).toBe(200);
    expect((await send(server, { path: '/page/page.css' })).headers['content-type']).toContain('text/css');
    const missing = [
      '/page/main.test.ts',
      '/page/notes.txt',
      '/page/index.html',
      '/page/',
      '/main.ts',
      '/__proto__',
      '/api/constructor',
    ];
    for (const path of missing) expect((await send(server, { path })).status, path).toBe(404);
  });

  it.each([
    '/page/../main.ts',
    '/page/%2e%2e/main.ts',
    '/page/..%2f..%2fpackage.json',
    '//etc/passwd',
    '/page/main.ts%00.css',
    '/page/..\\main.ts',
  ])('does not leave the page for %s', async (path) => {
    const server = await start();
    expect((await send(server, { path })).status).toBe(404);
  });

  it('sends the headers that keep other pages and inline code out, also with errors', async () => {
    const server = await start();
    for (const path of ['/', '/nowhere', '/api/status', '/metrics']) {
      const { headers } = await send(server, { path });
      const policy = String(headers['content-security-policy']);
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ])
        expect(policy).toContain(part);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each([
    'evil.test',
    'localhost',
    'localhost:1',
    '127.0.0.1.evil.test:PORT',
    'evil.test:PORT',
    '[::1]:PORT',
    '0.0.0.0:PORT',
  ])('refuses the host %s, which a rebound name would send', async (host) => {
    const server = await start();
    for (const path of ['/', '/api/status', '/metrics']) {
      const reply = await send(server, { path, headers: { host: host.replace('PORT', String(server.port)) } });
      expect(reply.status).toBe(403);
      expect(reply.body).not.toContain(server.token);
    }
  });

  it('refuses other origins and sites, with the right token too', async () => {
    const server = await start();
    const ask = { question: 'When does the depot open?', as: 'engineer' };
    const refused = [
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: `https://127.0.0.1:${String(server.port)}` },
      { origin: `http://localhost:${String(server.port)}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of refused) expect((await post(server, '/api/ask', ask, headers)).status).toBe(403);
    const own = { origin: `http://127.0.0.1:${String(server.port)}`, 'sec-fetch-site': 'same-origin' };
    expect((await post(server, '/api/ask', ask, own)).status).toBe(200);
    const script = { path: '/page/main.ts', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } };
    expect((await send(server, script)).status).toBe(403);
    const link = { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } };
    expect((await send(server, link)).status).toBe(200);
  });

  it('wants the token of this start for every POST', async () => {
    const server = await start();
    const other = await testServer(assistant);
    expect(other.token).not.toBe(server.token);
    for (const path of ['/api/ask', '/api/document', '/api/documents', '/api/feedback']) {
      for (const token of ['', 'x', other.token, `${server.token}x`])
        expect((await post(server, path, {}, { 'x-assistant-token': token })).status).toBe(403);
    }
  });

  it('streams an answer, gives documents to who may read them, and the same 404 to others', async () => {
    const server = await start();
    const lines = linesOf(
      await post(server, '/api/ask', { question: 'When does the depot at Linden Park open?', as: 'engineer' }),
    );
    expect(lines[0]).toMatchObject({ type: 'start' });
    expect(lines.at(-1)).toMatchObject({ type: 'finish', answer: { isAnswered: true } });
    const owner = await post(server, '/api/document', { document: 'secret.md', as: 'director' });
    expect(JSON.parse(owner.body)).toMatchObject({ id: 'secret.md', title: 'Plan Linnet' });
    const denied = await post(server, '/api/document', { document: 'secret.md', as: 'engineer' });
    const absent = await post(server, '/api/document', { document: 'nothing.md', as: 'engineer' });
    expect(denied.status).toBe(404);
    expect({ ...denied, headers: { ...denied.headers, date: '' } }).toEqual({
      ...absent,
      headers: { ...absent.headers, date: '' },
    });
    const listed = await post(server, '/api/documents', { as: 'engineer' });
    expect(JSON.parse(listed.body)).toEqual({ documents: [{ id: 'opening.md', title: 'Opening', trust: 'trusted' }] });
  });

  it.each([
    ['/api/ask', '{"question":"x"}', 400, 'body.as'],
    ['/api/ask', '{"question":"x","as":"boss"}', 401, 'engineer'],
    ['/api/ask', '{"question":"x","as":"engineer","tenant":"alder"}', 400, 'tenant'],
    ['/api/ask', 'not json', 400, 'not JSON'],
    ['/api/ask', JSON.stringify({ question: 'x'.repeat(70_000), as: 'engineer' }), 413, '64 KiB'],
    [
      '/api/feedback',
      '{"answerId":"6e6ae9a5-5c1c-4f3c-9a0c-000000000000","thumb":"up","as":"engineer"}',
      404,
      'no such answer',
    ],
    ['/api/feedback', '{"answerId":"x","thumb":"sideways","as":"engineer"}', 400, 'body.thumb'],
    ['/api/nothing', '{}', 404, 'no such route'],
  ])('refuses a bad request to %s: %s', async (path, body, status, message) => {
    const server = await start();
    const headers = { 'content-type': 'application/json', 'x-assistant-token': server.token };
    const reply = await send(server, { method: 'POST', path, headers, body });
    expect(reply.status).toBe(status);
    expect(reply.body).toContain(message);
  });

  it('reads JSON bodies only, and other methods not at all', async () => {
    const server = await start();
    expect((await post(server, '/api/ask', {}, { 'content-type': 'text/plain' })).status).toBe(415);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD'])
      expect((await send(server, { method, path: '/api/ask' })).status).toBe(404);
  });

  it('keeps a thumb without question and answer', async () => {
    const server = await start();
    const question = 'When does the depot at Linden Park open?';
    const [first] = linesOf(await post(server, '/api/ask', { question, as: 'engineer' }));
    const answerId = first?.['answerId'];
    expect((await post(server, '/api/feedback', { answerId, thumb: 'up', as: 'engineer' })).status).toBe(204);
    const line = await readFile(assistant.state.feedback, 'utf8');
    expect(JSON.parse(line)).toEqual({
      at: expect.any(String) as string,
      answerId,
      thumb: 'up',
      tenant: 'meridian',
      as: 'engineer',
    });
    const metrics = await send(server, { path: '/metrics' });
    expect(metrics.body).toContain('meridian');
    for (const place of [line, metrics.body, log.join('\n')]) expect(place).not.toMatch(/Linden|06:15/);
  });

  it('stops the work when the client leaves', async () => {
    const seen = Promise.withResolvers<AbortSignal>();
    const rag = {
      // eslint-disable-next-line require-yield -- it has nothing to say
      async *ask(_: unknown, { signal }: { readonly signal?: AbortSignal | undefined }): AsyncGenerator<never> {
        seen.resolve(signal!);
        await new Promise((resolve) => signal!.addEventListener('abort', resolve));
      },
    };
    const server = await testServer({ ...assistant, rag });
    const socket = askWithoutReading(server);
    const signal = await seen.promise;
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    socket.destroy();
    await aborted;
    expect(signal.aborted).toBe(true);
  });

  it('cuts off clients that stop reading, so that they do not keep others from asking', async () => {
    const started = Array.from({ length: 8 }, () => Promise.withResolvers<AbortSignal>());
    let asked = 0;
    const rag: OpenAssistant['rag'] = {
      async *ask({ question }, { signal }) {
        if (question !== 'x') return;
        started[asked++]!.resolve(signal!);
        for (;;) {
          signal!.throwIfAborted();
          yield { type: 'text-delta', text: 'word '.repeat(200_000) };
        }
      },
    };
    const server = await testServer({ ...assistant, rag }, { stallMs: 1 });
    const sockets = started.map(() => askWithoutReading(server).pause());
    for (const { promise } of started) {
      const signal = await promise;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }
    const reply = await post(server, '/api/ask', { question: 'y', as: 'engineer' });
    expect(reply.status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it.each(['0.0.0.0', '192.0.2.1', '::', 'example.com'])('refuses to start on %s', async (host) => {
    await expect(testServer(assistant, { host })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('says which port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(testServer(assistant, { port })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(String(port)) as string,
    });
    other.close();
  });
});

describe('the demo resolver', () => {
  it('believes connections of this machine only', async () => {
    const resolver = createDemoResolver('127.0.0.1');
    const here = { localAddress: '127.0.0.1', remoteAddress: '127.0.0.1' };
    await expect(resolver.resolve({ as: 'nurse', ...here }, {})).resolves.toMatchObject({ tenant: 'alder' });
    for (const elsewhere of [
      { remoteAddress: '192.0.2.7' },
      { localAddress: '192.0.2.7' },
      { remoteAddress: undefined },
    ])
      await expect(resolver.resolve({ as: 'nurse', ...here, ...elsewhere }, {})).rejects.toMatchObject({
        code: 'unauthenticated',
      });
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:192.0.2.1', false],
    ['127.evil.test', false],
    ['localhost', false],
    ['', false],
    [undefined, false],
  ])('takes %s for loopback: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});
