import { request } from 'node:http';
import { AiError, type CallContext } from '@org/ai-core';
import { createGuard, egressRail, piiRail, type Guard } from '@org/ai-guardrails';
import { testContext } from '@org/ai-testing';
import { expect } from 'vitest';

/** What the service under test answers on each path; a tuple of content type and chunks. */
export const answers: Readonly<Record<string, readonly [contentType: string, chunks: readonly string[]]>> = {
  '/json': ['application/json', ['{"answer":"Write to ada@example.com","sources":["https://evil.test/a"],"n":1}']],
  '/json-blocked': ['application/json', ['{"answer":"It is 536-22-8726"}']],
  '/text': ['text/plain; charset=utf-8', ['Grüße an ada@', 'example.com, ', 'bald.']],
  '/text-blocked': ['text/plain', ['Fine so far. ', 'It is 536-22-8726. ', 'More.']],
  '/events': [
    'text/event-stream',
    [
      'event: begin\ndata: {"model":"m"}\n\n',
      ': comment\n\nevent: piece\nid: 1\ndata: {"delta":"Write to ada@exam"}\n\n',
      'event: piece\nid: 2\ndata: {"delta":"ple.com now"}\n',
      '\nevent: done\ndata: {"sum":"by ada@example.com"}\n\ndata: [DONE]\n\n',
    ],
  ],
  '/events-blocked': [
    'text/event-stream',
    ['data: {"delta":"It is 536-22"}\n\ndata: {"delta":"-8726 yes"}\n\ndata: {"delta":"more"}\n\n'],
  ],
  '/image': ['image/png', ['ada@example.com']],
};

export const guard: Guard = createGuard({
  rails: [piiRail({ actions: { US_SSN: 'block' } }), egressRail()],
  policy: { id: 'p', decide: ({ label }) => (label === 'IP_ADDRESS' ? 'require-approval' : undefined) },
});

/** Nobody without the token. */
export function contextFor(authorization: string | undefined): CallContext {
  if (authorization !== 'Bearer good') throw new AiError('unauthenticated', 'no token');
  return testContext();
}

/** What a guarded service does, over HTTP. `bodies` holds what its route has got. */
export interface HttpSubject {
  readonly url: string;
  readonly bodies: unknown[];
}

async function post(
  { url }: HttpSubject,
  path: string,
  body: unknown = { message: 'hi' },
  headers = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer good', ...headers },
    body: text,
  });
}

/** A server may close the connection on a body that it does not want, so this one has its own. */
async function statusOfLarge({ url }: HttpSubject, path: string, body: string): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer good' };
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function refused(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ error: { code } });
  expect(text).not.toMatch(/ada@|536-22|192\.0/);
}

/** Names with what must hold; the same for every framework. */
export const httpCases: readonly { readonly name: string; readonly run: (subject: HttpSubject) => Promise<void> }[] = [
  {
    name: 'the route sees checked fields, and the others as they were',
    run: async (subject) => {
      await post(subject, '/json', { message: 'I am bob@example.com', id: 'bob@example.com', list: ['x'] });
      expect(subject.bodies.at(-1)).toEqual({ message: 'I am [EMAIL_ADDRESS]', id: 'bob@example.com', list: ['x'] });
    },
  },
  {
    name: 'a blocked request gets 422, one that needs approval 403, and the route does not run',
    run: async (subject) => {
      const before = subject.bodies.length;
      await refused(await post(subject, '/json', { message: 'SSN 536-22-8726' }), 422, 'blocked');
      await refused(await post(subject, '/json', { message: 'from 192.0.2.17 today' }), 403, 'forbidden');
      expect(subject.bodies.length).toBe(before);
    },
  },
  {
    name: 'a request without a principal gets 401 without detail',
    run: async (subject) => {
      const before = subject.bodies.length;
      await refused(await post(subject, '/json', {}, { authorization: 'Bearer bad' }), 401, 'unauthenticated');
      expect(subject.bodies.length).toBe(before);
    },
  },
  {
    name: 'bodies that are no JSON, nested without end or too large are refused',
    run: async (subject) => {
      const before = subject.bodies.length;
      expect((await post(subject, '/json', '{"message":')).status).toBe(400);
      const nested = `{"message":${'['.repeat(200)}${']'.repeat(200)}}`;
      expect((await post(subject, '/json', nested)).status).toBe(400);
      expect(await statusOfLarge(subject, '/json', JSON.stringify({ message: 'x'.repeat(2_000_000) }))).toBe(413);
      expect(subject.bodies.length).toBe(before);
    },
  },
  {
    name: 'every string of a JSON answer is checked',
    run: async (subject) => {
      const response = await post(subject, '/json');
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ answer: 'Write to [EMAIL_ADDRESS]', sources: ['[link removed]'], n: 1 });
      await refused(await post(subject, '/json-blocked'), 422, 'blocked');
    },
  },
  {
    name: 'text is checked across its chunks',
    run: async (subject) => {
      const response = await post(subject, '/text');
      expect(await response.text()).toBe('Grüße an [EMAIL_ADDRESS], bald.');
    },
  },
  {
    name: 'text that a rail blocks never arrives whole',
    run: async (subject) => {
      const response = await post(subject, '/text-blocked');
      const text = await response.text().catch(() => 'connection closed');
      expect(text).not.toContain('536');
      expect(text).not.toContain('More.');
      if (text !== 'connection closed') expect(response.status).toBe(422);
    },
  },
  {
    name: 'pieces of text in events are checked across events, other events string by string, in order',
    run: async (subject) => {
      const response = await post(subject, '/events');
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const events = (await response.text()).trim().split('\n\n');
      expect(events[0]).toBe('event: begin\ndata: {"model":"m"}');
      expect(events.at(-2)).toBe('event: done\ndata: {"sum":"by [EMAIL_ADDRESS]"}');
      expect(events.at(-1)).toBe('data: [DONE]');
      const deltas = events
        .slice(1, -2)
        .map((event) => (JSON.parse(/^data: (.*)$/m.exec(event)![1]!) as { delta: string }).delta);
      expect(deltas.join('')).toBe('Write to [EMAIL_ADDRESS] now');
      expect(events.slice(1, -2).every((event) => event.startsWith('event: piece\nid: '))).toBe(true);
    },
  },
  {
    name: 'an event stream that a rail blocks ends with an error event',
    run: async (subject) => {
      const text = await (await post(subject, '/events-blocked')).text();
      expect(text).toContain('event: error\ndata: {"error":{"code":"blocked"');
      expect(text).not.toMatch(/536|8726|more/);
    },
  },
  {
    name: 'what is no text passes as it is',
    run: async (subject) => {
      expect(await (await post(subject, '/image')).text()).toBe('ada@example.com');
    },
  },
];
