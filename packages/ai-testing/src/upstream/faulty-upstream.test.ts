import { describe, expect, it } from 'vitest';
import { startFaultyUpstream, type UpstreamBehaviour } from '../index.ts';

const chat = (url: string, stream: boolean, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer test' },
    body: JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Say "hello there".' }] }),
    signal: signal ?? null,
  });

describe('startFaultyUpstream', () => {
  it('answers chat, streamed chat, embeddings and models', async () => {
    await using upstream = await startFaultyUpstream({ dimensions: 4 });
    expect(await (await chat(upstream.url, false)).json()).toMatchObject({
      choices: [{ message: { content: 'Hello from the upstream.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5 },
    });
    const streamed = await (await chat(upstream.url, true)).text();
    expect(streamed.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(streamed).toContain('"content":"Hello "');
    const embeddings = await fetch(`${upstream.url}/embeddings`, {
      method: 'POST',
      body: JSON.stringify({ input: ['a', 'b'] }),
    });
    expect(await embeddings.json()).toMatchObject({ data: [{ index: 0 }, { index: 1 }] });
    expect(await (await fetch(`${upstream.url}/models`)).json()).toMatchObject({ data: [{ id: 'test-model' }] });
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/v1/embeddings',
      '/v1/models',
    ]);
  });

  it.each<[string, UpstreamBehaviour, number]>([
    ['rate limit', { kind: 'rate-limited', retryAfter: '7' }, 429],
    ['server error', { kind: 'server-error', status: 503 }, 503],
    ['context length', { kind: 'context-length' }, 400],
    ['content filter', { kind: 'content-filter' }, 400],
    ['wrong key', { kind: 'unauthorized' }, 401],
    ['anything', { kind: 'raw', status: 418, body: 'teapot' }, 418],
  ])('sends the status of a %s once, then is well again', async (_, behaviour, status) => {
    await using upstream = await startFaultyUpstream();
    upstream.next(behaviour);
    expect((await chat(upstream.url, true)).status).toBe(status);
    expect((await chat(upstream.url, true)).status).toBe(200);
  });

  it('cuts a stream in the middle, and says so', async () => {
    await using upstream = await startFaultyUpstream({ behaviour: { kind: 'cut' } });
    await expect(chat(upstream.url, true).then((response) => response.text())).rejects.toThrow();
    expect(await upstream.requests[0]?.ended).toBe('cut');
  });

  it('ends short streams in good order, without [DONE]', async () => {
    await using upstream = await startFaultyUpstream({ behaviour: { kind: 'short' } });
    const text = await (await chat(upstream.url, true)).text();
    expect(text).not.toContain('[DONE]');
    expect(text).not.toContain('"finish_reason":"stop"');
  });

  it('sees the client leave while it hangs', async () => {
    await using upstream = await startFaultyUpstream({ behaviour: { kind: 'hang', at: 'before-headers' } });
    const controller = new AbortController();
    const asked = chat(upstream.url, true, controller.signal);
    const request = await upstream.request(0);
    controller.abort();
    await expect(asked).rejects.toThrow();
    expect(await request.ended).toBe('client-left');
  });

  it('refuses another key than its own', async () => {
    await using upstream = await startFaultyUpstream({ apiKey: 'right' });
    expect((await chat(upstream.url, false)).status).toBe(401);
  });
});
