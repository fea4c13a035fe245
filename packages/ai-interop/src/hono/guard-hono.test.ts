import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, contextFor, guard, httpCases, type HttpSubject } from '../../test/http-cases.ts';
import { guardHono } from './guard-hono.ts';

let server: ServerType;
let subject: HttpSubject;

beforeAll(async () => {
  const bodies: unknown[] = [];
  const app = new Hono();
  const guarded = guardHono({
    guard,
    context: (c) => contextFor(c.req.header('authorization')),
    input: ['message'],
    events: 'delta',
  });
  app.use(guarded);
  for (const [path, [contentType, chunks]] of Object.entries(answers)) {
    app.post(path, async (c) => {
      bodies.push(await c.req.json());
      const encoder = new TextEncoder();
      const body = new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
          controller.close();
        },
      });
      return new Response(body, { headers: { 'content-type': contentType } });
    });
  }
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      subject = { url: `http://127.0.0.1:${String(port)}`, bodies };
      resolve();
    });
  });
});
afterAll(() => void server.close());

describe('guardHono, over HTTP', () => {
  it.each(httpCases)('$name', ({ run }) => run(subject));

  it('refuses an event stream whose field of text it does not know', async () => {
    const app = new Hono();
    app.use(guardHono({ guard, context: () => contextFor('Bearer good') }));
    app.get(
      '/',
      () => new Response('data: {"x":"ada@example.com"}\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    );
    const text = await (await app.request('/')).text();
    expect(text).toContain('"code":"unsupported"');
    expect(text).not.toContain('ada@');
  });

  it('hides the faults of routes', async () => {
    const app = new Hono();
    app.use(guardHono({ guard, context: () => contextFor('Bearer good') }));
    app.get('/', () => {
      throw new Error('secret detail');
    });
    app.onError((error, c) => c.text(`oops ${error.message} ada@example.com`, 500));
    const response = await app.request('/');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('ada@');
  });

  it.each(['text/plain', 'application/json, text/plain', 'application/x-www-form-urlencoded', undefined])(
    'refuses a body that it cannot check, of type %s: a route may read it as JSON all the same',
    async (contentType) => {
      const bodies: unknown[] = [];
      const app = new Hono();
      app.use(guardHono({ guard, context: () => contextFor('Bearer good') }));
      app.post('/', async (c) => {
        bodies.push(await c.req.json());
        return c.text('ok');
      });
      const body = new TextEncoder().encode('{"message":"ada@example.com"}');
      const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
      expect((await app.request('/', { method: 'POST', headers, body })).status).toBe(400);
      expect(bodies).toEqual([]);
    },
  );

  it('lets requests without a body pass', async () => {
    const app = new Hono();
    app.use(guardHono({ guard, context: () => contextFor('Bearer good') }));
    app.all('/', (c) => c.text('ok'));
    const headers = { 'content-type': 'application/json' };
    expect((await app.request('/', { headers })).status).toBe(200);
    expect((await app.request('/', { method: 'POST' })).status).toBe(200);
  });

  it.each([
    { 'content-type': 'application/x-ndjson' },
    { 'content-type': 'application/jsonl' },
    { 'content-type': 'multipart/mixed; boundary=x' },
    { 'content-type': 'text/plain; charset=UTF-16LE' },
    { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
  ])('refuses an answer that it cannot read: %o', async (headers) => {
    const app = new Hono();
    app.use(guardHono({ guard, context: () => contextFor('Bearer good') }));
    app.get('/', () => new Response('{"a":"ada@example.com"}\n', { headers }));
    const response = await app.request('/');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('ada@');
  });

  it.each(['application/yaml', 'application/csv', 'application/x-javascript'])('reads %s as text', async (type) => {
    const app = new Hono();
    app.use(guardHono({ guard, context: () => contextFor('Bearer good') }));
    app.get('/', () => new Response('ada@example.com', { headers: { 'content-type': type } }));
    expect(await (await app.request('/')).text()).toBe('[EMAIL_ADDRESS]');
  });
});
