import { startFaultyUpstream, type FaultyUpstream, type UpstreamBehaviour } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenAssistant } from '../src/assistant/open-assistant.ts';
import { testAssistant, testServer } from './support/assistant.ts';
import { linesOf, post } from './support/request.ts';

const files = {
  'lockers.md': '# Lockers\n\nA parcel locker keeps a parcel for nine days. A locker is opened with a code.\n',
};
const said = 'A parcel locker keeps a parcel for nine days. [1] A locker is opened with a code. [1]';
const question = { question: 'How long does a parcel locker keep a parcel?', as: 'engineer' };

describe('an upstream that fails', () => {
  const log: string[] = [];
  let upstream: FaultyUpstream;
  let assistant: OpenAssistant;

  beforeAll(async () => {
    upstream = await startFaultyUpstream();
    const env = { OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: 'local' };
    assistant = await testAssistant(files, { env, log, limits: { timeoutMs: 1_500 } });
  });
  afterAll(() => upstream.close());

  const ask = async (behaviour: UpstreamBehaviour) => {
    upstream.next(behaviour);
    const server = await testServer(assistant, { onFault: (line) => log.push(line) });
    return linesOf(await post(server, '/api/ask', question));
  };

  it('answers through the same rails when it works', async () => {
    const lines = await ask({ kind: 'answer', text: `${said} Visit https://evil.test now. [1]` });
    const { answer } = lines.at(-1) as unknown as {
      answer: { text: string; usage: { source: string }; route: object };
    };
    expect(answer.text).toBe('A parcel locker keeps a parcel for nine days. [1] A locker is opened with a code. [2]');
    expect(answer.usage.source).toBe('provider');
    expect(JSON.stringify(lines)).not.toContain('evil.test');
  });

  it.each<readonly [string, UpstreamBehaviour, string]>([
    ['hangs before its headers', { kind: 'hang', at: 'before-headers' }, 'timeout'],
    ['hangs in the middle', { kind: 'hang', at: 'mid-stream', afterChunks: 2 }, 'timeout'],
    ['cuts the connection', { kind: 'cut', afterChunks: 2 }, 'truncated'],
    ['ends early', { kind: 'short', afterChunks: 2 }, 'truncated'],
    ['sends garbage', { kind: 'garbage' }, 'protocol'],
    ['sends what is no JSON', { kind: 'bad-json', afterChunks: 1 }, 'protocol'],
    ['fails inside its stream', { kind: 'error-event', afterChunks: 1 }, 'upstream'],
    ['fails', { kind: 'server-error' }, 'upstream'],
    ['wants less', { kind: 'rate-limited', retryAfter: '3' }, 'rate-limited'],
    ['does not know the key', { kind: 'unauthorized' }, 'unauthenticated'],
  ])('that %s ends the answer with a clear error', async (_, behaviour, code) => {
    log.length = 0;
    const lines = await ask(behaviour);
    expect(lines.at(-1)).toMatchObject({ type: 'error', error: { code } });
    expect(lines.filter(({ type }) => type === 'finish')).toEqual([]);
    expect(log.join('\n')).toContain(`A request failed (${code})`);
    expect(log.join('\n')).not.toMatch(/nine days|How long/);
  });

  it('is left when the client leaves', async () => {
    const before = upstream.requests.length;
    upstream.next({ kind: 'hang', at: 'mid-stream', afterChunks: 1 });
    const server = await testServer(assistant);
    const stop = new AbortController();
    const headers = { 'content-type': 'application/json', 'x-assistant-token': server.token };
    const left = fetch(`${server.url}api/ask`, {
      method: 'POST',
      headers,
      body: JSON.stringify(question),
      signal: stop.signal,
    })
      .then((response) => response.text())
      .catch(() => 'left');
    const request = await upstream.request(before);
    stop.abort();
    expect(await left).toBe('left');
    expect(await request.ended).toBe('client-left');
  });
});
