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
});
