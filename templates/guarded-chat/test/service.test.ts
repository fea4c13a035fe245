import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFaultyUpstream, type FaultyUpstream } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createService, type Service } from '../src/service.ts';
import { readSettings } from '../src/settings.ts';

const card = '4111 1111 1111 1111';
const token = 'a-token-of-a-test-with-thirty-signs';
let upstream: FaultyUpstream;
let service: Service | undefined;

beforeEach(async () => {
  upstream = await startFaultyUpstream();
});
afterEach(async () => {
  service?.server.closeAllConnections();
  await service?.drain();
  await service?.close();
  service = undefined;
  await upstream.close();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<string> {
  service = createService(readSettings({ OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: 'm', ...env }));
  service.server.listen(0, '127.0.0.1');
  await once(service.server, 'listening');
  return `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`;
}

function ask(url: string, content: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  });
}

interface Event {
  readonly type: string;
  readonly text?: string;
  readonly reason?: string;
  readonly code?: string;
}

async function eventsOf(response: Response): Promise<readonly Event[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => JSON.parse(block.slice('data: '.length)) as Event);
}

const textOf = (events: readonly Event[]): string => events.map(({ text }) => text ?? '').join('');

describe.each(['openai', 'ai-sdk'])('POST /chat with the client %s', (client) => {
  it('streams the answer and says how it ended', async () => {
    const url = await start({ CHAT_CLIENT: client });
    upstream.next({ kind: 'answer', text: 'The depot opens at seven.' });
    const response = await ask(url, 'When does the depot open?');
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = await eventsOf(response);
    expect(textOf(events)).toBe('The depot opens at seven.');
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  });

  it('sends no card number to the model', async () => {
    const url = await start({ CHAT_CLIENT: client });
    await (await ask(url, `My card is ${card}, is that all right?`)).text();
    const sent = JSON.stringify((await upstream.request(0)).body);
    expect(sent).toContain('You are a helpful assistant.');
    expect(sent).toContain('is that all right?');
    expect(sent).not.toContain('1111');
  });

  it('lets no card number out that the model splits across chunks', async () => {
    const url = await start({ CHAT_CLIENT: client });
    upstream.next({ kind: 'answer', text: `It is ${card}. Good day.`, chunkSize: 3 });
    const answer = textOf(await eventsOf(await ask(url, 'Which card?')));
    expect(answer).toMatch(/^It is \[.+\]\. Good day\.$/);
    expect(answer).not.toContain('1111');
  });

  it('takes links to hosts that are not allowed out of the answer', async () => {
    const url = await start({ CHAT_CLIENT: client, CHAT_LINK_HOSTS: 'docs.example.com' });
    upstream.next({ kind: 'answer', text: 'See https://docs.example.com/a and ![x](https://evil.example/?q=1).' });
    const answer = textOf(await eventsOf(await ask(url, 'Where?')));
    expect(answer).toContain('https://docs.example.com/a');
    expect(answer).not.toContain('evil.example');
  });

  it('ends an answer that is cut with an error, never as a whole one', async () => {
    const url = await start({ CHAT_CLIENT: client });
    upstream.next({ kind: 'cut', afterChunks: 3 }, { kind: 'cut', afterChunks: 3 });
    const response = await ask(url, 'Go on');
    const text = await response.text();
    expect(text).not.toContain('finish');
    expect(text).toContain('"code"');
  });

  it('stops the call when the reader leaves', async () => {
    const url = await start({ CHAT_CLIENT: client });
    upstream.next({ kind: 'hang', at: 'mid-stream', afterChunks: 4 });
    const leaving = new AbortController();
    const gone = fetch(`${url}/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Go on' }] }),
      signal: leaving.signal,
    }).then((response) => response.text());
    const request = await upstream.request(0);
    leaving.abort();
    await expect(gone).rejects.toThrow();
    expect(await request.ended).toBe('client-left');
  });

  it('gives a fault of the model a status, and not its words', async () => {
    const url = await start({ CHAT_CLIENT: client });
    upstream.always({ kind: 'unauthorized' });
    const response = await ask(url, 'Hello');
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^\{"error":\{"code":"[a-z-]+","message":"[^"]+"\}\}\n$/);
  });

  it('counts calls and decisions, and keeps what was written out of the metrics', async () => {
    const url = await start({ CHAT_CLIENT: client });
    await (await ask(url, `card ${card}`)).text();
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('gen_ai_client_operation_duration');
    expect(metrics).toMatch(/ai_guard_decisions\S*\{[^}]*redact/);
    expect(metrics).not.toContain('1111');
  });
});

describe('who may call', () => {
  it.each([
    ['no token', {}],
    ['another token', { authorization: `Bearer ${token}x` }],
    ['another scheme', { authorization: `Basic ${token}` }],
  ])('refuses %s without a detail', async (_name, headers) => {
    const url = await start({ CHAT_TOKENS: `ada:${token}` });
    const response = await ask(url, 'Hello', headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: { code: 'unauthenticated', message: 'sign in' } });
    expect(upstream.requests).toHaveLength(0);
  });

  it('lets a token in', async () => {
    const url = await start({ CHAT_TOKENS: `ada:${token}` });
    expect((await ask(url, 'Hello', { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});

describe('requests that are not answered', () => {
  it.each([
    ['another type', 415, { 'content-type': 'text/plain' }, '{"messages":[{"role":"user","content":"x"}]}'],
    ['no JSON', 400, { 'content-type': 'application/json' }, '{'],
    ['a system message', 400, { 'content-type': 'application/json' }, '{"messages":[{"role":"system","content":"x"}]}'],
    ['an unknown field', 400, { 'content-type': 'application/json' }, '{"messages":[],"model":"x"}'],
    ['too much', 413, { 'content-type': 'application/json' }, JSON.stringify({ messages: 'x'.repeat(300_000) })],
  ])('%s gets %i', async (_name, status, headers, body) => {
    const url = await start();
    const response = await fetch(`${url}/chat`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(upstream.requests).toHaveLength(0);
  });

  it('are more than the limit, which says so', async () => {
    const url = await start({ CHAT_MAX_REQUESTS: '1' });
    upstream.next({ kind: 'hang', at: 'mid-stream', afterChunks: 1 });
    const leaving = new AbortController();
    const first = fetch(`${url}/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
      signal: leaving.signal,
    }).catch(() => undefined);
    await upstream.request(0);
    const second = await ask(url, 'Hello');
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    leaving.abort();
    await first;
  });
});

describe('without a model', () => {
  it('a marked echo answers, through the same rails', async () => {
    const url = await start({ OPENAI_BASE_URL: '' });
    const answer = textOf(await eventsOf(await ask(url, `I pay with ${card}`)));
    expect(answer).toMatch(/^\[echo model: no model is configured\] I pay with \[/);
    expect(answer).not.toContain('1111');
  });
});

describe('draining', () => {
  it('is not ready, and answers under way end', async () => {
    const url = await start();
    upstream.next({ kind: 'answer', text: 'A long answer.', delayMs: 20 });
    const answer = ask(url, 'Go on').then(eventsOf);
    await upstream.request(0);
    const drained = service?.drain();
    expect((await answer).at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    await drained;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});

describe('traces', () => {
  it('go to the collector, without what was written', async () => {
    const bodies: string[] = [];
    const collector = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const url = await start({ CHAT_TELEMETRY: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    upstream.next({ kind: 'answer', text: 'A zeppelin.' });
    expect(textOf(await eventsOf(await ask(url, 'What is a pangolin?')))).toBe('A zeppelin.');
    await service?.close();
    const sent = bodies.join('');
    expect(sent).toContain('gen_ai.request.model');
    expect(sent).not.toMatch(/pangolin|zeppelin/);
    collector.closeAllConnections();
    collector.close();
  });
});
