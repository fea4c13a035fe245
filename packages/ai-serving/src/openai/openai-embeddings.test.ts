import { AiError } from '@org/ai-core';
import {
  embeddingModelContract,
  startFaultyUpstream,
  testContext,
  type FaultyUpstream,
  type UpstreamBehaviour,
} from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenAiEmbeddings, type OpenAiEmbeddings } from './openai-embeddings.ts';

const texts = ['late parcel', 'refund form', 'night shift', 'label printer', 'depot'];
let upstream: FaultyUpstream;
let model: OpenAiEmbeddings;

beforeAll(async () => {
  upstream = await startFaultyUpstream({ dimensions: 16 });
  model = createOpenAiEmbeddings({ baseUrl: upstream.url, model: 'e', dimensions: 16, batchSize: 2 });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await upstream.close();
});

describe('the embedding model contract', () => {
  it.each(embeddingModelContract)('$name', ({ run }) => run({ model, texts }));
});

describe('createOpenAiEmbeddings', () => {
  it('orders rows by their index, over several requests', async () => {
    const straight = await model.embed({ texts, kind: 'document' }, testContext());
    upstream.next({ kind: 'embeddings', fault: 'shuffled' }, { kind: 'embeddings', fault: 'shuffled' });
    const shuffled = await model.embed({ texts, kind: 'document' }, testContext());
    expect(shuffled.vectors).toEqual(straight.vectors);
    expect(straight.usage).toMatchObject({ source: 'provider' });
  });

  it.each<[string, UpstreamBehaviour, string]>([
    ['vectors of another width', { kind: 'embeddings', fault: 'wrong-width' }, 'protocol'],
    ['a missing row', { kind: 'embeddings', fault: 'missing-row' }, 'protocol'],
    ['a repeated index', { kind: 'embeddings', fault: 'repeated-index' }, 'protocol'],
    ['what is no number', { kind: 'embeddings', fault: 'not-numbers' }, 'protocol'],
    ['a row of zeros', { kind: 'embeddings', fault: 'zero-row' }, 'protocol'],
    ['garbage', { kind: 'garbage' }, 'protocol'],
    ['bad JSON', { kind: 'bad-json' }, 'protocol'],
    ['a rate limit', { kind: 'rate-limited' }, 'rate-limited'],
  ])('rejects %s', async (_, behaviour, code) => {
    upstream.next(behaviour);
    const work = model.embed({ texts, kind: 'document' }, testContext());
    await expect(work).rejects.toSatisfy((error) => AiError.is(error, code));
  });

  it('puts the prefix of the kind before each text, and names it in its fingerprint', async () => {
    const prefixes = { query: 'query: ', document: 'passage: ' };
    await using prefixed = createOpenAiEmbeddings({ baseUrl: upstream.url, model: 'e5', dimensions: 16, prefixes });
    await prefixed.embed({ texts: ['a'], kind: 'query' }, testContext());
    expect(upstream.requests.at(-1)?.body).toMatchObject({ input: ['query: a'], encoding_format: 'float' });
    await using plain = createOpenAiEmbeddings({ baseUrl: upstream.url, model: 'e5', dimensions: 16 });
    expect(prefixed.fingerprint).not.toBe(plain.fingerprint);
  });

  it.each([{ dimensions: 0 }, { dimensions: 1.5 }, { batchSize: 0 }])('refuses %o', (options) => {
    expect(() => createOpenAiEmbeddings({ baseUrl: upstream.url, model: 'e', dimensions: 16, ...options })).toThrow(
      AiError,
    );
  });
});
