import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFaultyUpstream, type FaultyUpstream } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, eventsOf, isWhole, textOf } from './support/ask.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { environment, fillIndex, run, type Running } from './support/running.ts';

const question = 'Within how many days can a lamp be returned?';
const long = `${'A lamp can be returned within 45 days of delivery. [1] '.repeat(3)}The end is near. [1]`;
let issuer: Issuer;
let upstream: FaultyUpstream;
let running: Running | undefined;

beforeEach(async () => {
  issuer = await startIssuer();
  upstream = await startFaultyUpstream();
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await issuer.close();
  await upstream.close();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<string> {
  running = await run(issuer, { env: { OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: 'm', ...env } });
  return running.url;
}

describe('a caller that goes away', () => {
  it('stops the model', { timeout: 15_000 }, async () => {
    // Neither this limit nor the transport's own (30 s without a part) ends the call within the time of the test.
    const url = await start({ RAG_TIMEOUT_MS: '600000' });
    upstream.always({ kind: 'hang', at: 'mid-stream', afterChunks: 2 });
    const leaving = new AbortController();
    const gone = ask(url, question, await issuer.token(), { signal: leaving.signal }).then((response) =>
      response.text(),
    );
    const request = await upstream.request(0);
    leaving.abort();
    await expect(gone).rejects.toThrow();
    expect(await request.ended).toBe('client-left');
  });
});

describe('requests that are not answered', () => {
  it.each([
    ['another type', 415, { 'content-type': 'text/plain' }, '{"question":"x"}'],
    ['no JSON', 400, {}, '{'],
    ['bytes that are no UTF-8', 400, {}, Buffer.from('{"question":"\xff"}', 'latin1')],
    ['an unknown field', 400, {}, '{"question":"x","tenant":"tern"}'],
    ['an empty question', 400, {}, '{"question":" "}'],
    ['a question that is too long', 400, {}, JSON.stringify({ question: 'x'.repeat(41) })],
    ['too much', 413, {}, JSON.stringify({ question: 'x'.repeat(300) })],
  ])('%s gets %i', async (_name, status, headers, body) => {
    const url = await start({ RAG_MAX_QUESTION: '40', RAG_MAX_BODY_BYTES: '256' });
    const authorization = `Bearer ${await issuer.token()}`;
    const response = await fetch(`${url}/v1/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body,
    });
    expect(response.status).toBe(status);
    expect(upstream.requests).toHaveLength(0);
  });

  it('too much without a length gets 413 as well', async () => {
    const url = await start({ RAG_MAX_BODY_BYTES: '256' });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(JSON.stringify({ question: 'x'.repeat(300) })));
        controller.close();
      },
    });
    const response = await fetch(`${url}/v1/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.token()}` },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it.each(['/', '/v1/ask', '/v1/documents', '/__proto__'])('GET %s is not there', async (path) => {
    expect((await fetch(`${await start()}${path}`)).status).toBe(404);
  });

  it('more than the limit at a time get 503 and a time to come back', async () => {
    const url = await start({ RAG_MAX_REQUESTS: '1' });
    upstream.always({ kind: 'hang', at: 'mid-stream', afterChunks: 1 });
    const leaving = new AbortController();
    const first = ask(url, question, await issuer.token(), { signal: leaving.signal }).catch(() => undefined);
    await upstream.request(0);
    const second = await ask(url, question, await issuer.token());
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    leaving.abort();
    await first;
  });

  it('one that takes too long ends with an error', async () => {
    const url = await start({ RAG_TIMEOUT_MS: '150' });
    upstream.always({ kind: 'hang', at: 'before-headers' });
    const response = await ask(url, question, await issuer.token());
    expect(response.status).toBe(504);
  });

  it('a fault of the model has a status, and not its words', async () => {
    const url = await start();
    upstream.always({ kind: 'unauthorized' });
    const response = await ask(url, question, await issuer.token());
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^\{"error":\{"code":"[a-z-]+","message":"[^"]+"\}\}\n$/);
  });
});

describe('draining', () => {
  it('lets answers under load come to their end, and takes no new ones', async () => {
    const url = await start();
    upstream.always({ kind: 'answer', text: long, chunkSize: 5, delayMs: 4 });
    const token = await issuer.token();
    const answers = Array.from({ length: 12 }, () => ask(url, question, token).then(eventsOf));
    await upstream.request(11);
    const drained = running?.service.drain();
    const late = await ask(url, question, token);
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('draining\n');
    for (const events of await Promise.all(answers)) {
      expect(isWhole(events)).toBe(true);
      expect(textOf(events)).toContain('45 days');
    }
    await drained;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('has an end: an answer that hangs ends with an error, not as a whole one', async () => {
    const url = await start({ RAG_DRAIN_MS: '300' });
    // More than twice as long as there is time, with its first sentence within it.
    upstream.always({ kind: 'answer', text: long, chunkSize: 5, delayMs: 20 });
    const answer = ask(url, question, await issuer.token());
    await upstream.request(0);
    await running?.service.drain();
    const response = await answer;
    const events = await eventsOf(response);
    expect(isWhole(events)).toBe(false);
    if (response.status === 200) expect(events.at(-1)).toMatchObject({ type: 'error', code: 'unavailable' });
    else expect(response.status).toBe(503);
  });

  it('is what SIGTERM begins: the process ends with 0 once its answer has', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rag-test-'));
    await fillIndex(directory);
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const model = { OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: 'm' };
    const child = spawn(process.execPath, [...process.execArgv, main], {
      env: { PATH: process.env['PATH'], ...environment(issuer, directory), ...model },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    while (!output.includes('http://')) output += String((await once(child.stdout, 'data'))[0]);
    child.stdout.resume();
    const url = /http:\/\/[0-9.:]+/.exec(output)?.[0] ?? '';
    upstream.always({ kind: 'answer', text: long, chunkSize: 5, delayMs: 4 });
    const answer = ask(url, question, await issuer.token()).then(eventsOf);
    await upstream.request(0);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(isWhole(await answer)).toBe(true);
    expect(await ended).toEqual([0, null]);
    await rm(directory, { recursive: true, force: true });
  });
});
