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
});
