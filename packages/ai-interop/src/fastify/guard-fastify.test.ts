import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, contextFor, guard, httpCases, type HttpSubject } from '../../test/http-cases.ts';
import { guardFastify } from './guard-fastify.ts';

let app: FastifyInstance;
const subjects: Record<'streamed' | 'whole', HttpSubject> = {
  streamed: { url: '', bodies: [] },
  whole: { url: '', bodies: [] },
};

beforeAll(async () => {
  app = fastify({ bodyLimit: 1_048_576 });
  const hooks = guardFastify({
    guard,
    context: (request) => contextFor(request.headers.authorization),
    input: ['message'],
    events: 'delta',
  });
  app.addHook('preHandler', hooks.preHandler);
  app.addHook('onSend', hooks.onSend);
  for (const kind of ['streamed', 'whole'] as const) {
    for (const [path, [contentType, chunks]] of Object.entries(answers)) {
      app.post(`/${kind}${path}`, async (request, reply) => {
        subjects[kind].bodies.push(request.body);
        reply.header('content-type', contentType);
        return kind === 'streamed'
          ? reply.send(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))
          : reply.send(chunks.join(''));
      });
    }
  }
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  for (const kind of ['streamed', 'whole'] as const)
    subjects[kind] = { url: `${url}/${kind}`, bodies: subjects[kind].bodies };
});
afterAll(() => app.close());

describe.each(['streamed', 'whole'] as const)('guardFastify, over HTTP, answers %s', (kind) => {
  it.each(httpCases)('$name', ({ run }) => run(subjects[kind]));
});

describe('guardFastify', () => {
  it('checks objects that a route returns', async () => {
    const response = await app.inject({ method: 'POST', url: '/missing', headers: { authorization: 'Bearer good' } });
    expect(response.statusCode).toBe(404);
    const other = fastify();
    const hooks = guardFastify({ guard, context: () => contextFor('Bearer good') });
    other.get('/', hooks, async () => Promise.resolve({ answer: 'ada@example.com' }));
    expect((await other.inject('/')).json()).toEqual({ answer: '[EMAIL_ADDRESS]' });
    await other.close();
  });

  it('checks text bodies whatever fields are named, and refuses bodies that it cannot check', async () => {
    const bodies: unknown[] = [];
    const other = fastify();
    for (const type of ['application/octet-stream', 'multipart/form-data'])
      other.addContentTypeParser(type, { parseAs: 'buffer' }, (_, body, done) =>
        done(null, type.startsWith('multipart') ? undefined : body),
      );
    const hooks = guardFastify({ guard, context: () => contextFor('Bearer good'), input: ['message'] });
    other.post('/', hooks, async (request) => {
      bodies.push(request.body);
      return Promise.resolve({ answer: 'ok' });
    });
    const payload = '{"message":"ada@example.com"}';
    const post = async (contentType: string): Promise<number> =>
      (await other.inject({ method: 'POST', url: '/', headers: { 'content-type': contentType }, payload })).statusCode;
    expect(await post('text/plain')).toBe(200);
    expect(bodies).toEqual(['{"message":"[EMAIL_ADDRESS]"}']);
    expect(await post('application/octet-stream')).toBe(400);
    expect(await post('multipart/form-data; boundary=x')).toBe(400);
    expect(bodies).toHaveLength(1);
    expect((await other.inject({ method: 'POST', url: '/' })).statusCode).toBe(200);
    await other.close();
  });

  it('reads the answer of a Response by its own headers', async () => {
    const other = fastify();
    const hooks = guardFastify({ guard, context: () => contextFor('Bearer good'), events: 'delta' });
    const events = 'data: {"delta":"by ada@exam"}\n\ndata: {"delta":"ple.com"}\n\n';
    const answersOf: Readonly<Record<string, readonly [string, string]>> = {
      '/events': [events, 'text/event-stream'],
      '/json': ['{"answer":"ada\\u0040example.com"}', 'application/json'],
    };
    for (const [path, [body, type]] of Object.entries(answersOf)) {
      other.get(path, hooks, (_, reply) =>
        reply.send(new Response(body, { status: 201, headers: { 'content-type': type, 'x-own': 'kept' } })),
      );
    }
    const streamed = await other.inject('/events');
    expect(streamed.body).not.toContain('exam');
    expect(streamed.headers['content-type']).toBe('text/event-stream');
    const json = await other.inject('/json');
    expect(json.json()).toEqual({ answer: '[EMAIL_ADDRESS]' });
    expect([json.statusCode, json.headers['x-own']]).toEqual([201, 'kept']);
    await other.close();
  });
});
