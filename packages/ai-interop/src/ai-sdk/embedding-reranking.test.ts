import type { RerankModel } from '@org/ai-core';
import { createFakeEmbeddingModel, embeddingModelContract, testContext } from '@org/ai-testing';
import { embed, embedMany, rerank } from 'ai';
import { describe, expect, it } from 'vitest';
import { fromAiSdkEmbedding, toAiSdkEmbedding, type AiSdkEmbeddingModel } from './embedding-models.ts';
import { toAiSdkReranking } from './reranking-models.ts';

const texts = ['late parcel', 'refund form', 'night shift', 'depot'];
const fake = createFakeEmbeddingModel({ dimensions: 8 });

/** An embedding model of the SDK, with what it answers. */
function sdkModel(answer: (values: readonly string[]) => unknown, rest: object = {}): AiSdkEmbeddingModel {
  return {
    specificationVersion: 'v4',
    provider: 'test',
    modelId: 'm',
    maxEmbeddingsPerCall: 3,
    supportsParallelCalls: true,
    doEmbed: ({ values }: { values: string[] }) => Promise.resolve({ embeddings: answer(values), warnings: [] }),
    ...rest,
  } as unknown as AiSdkEmbeddingModel;
}

const rows = (values: readonly string[]): number[][] => values.map((value) => [value.length, 3, 4]);

describe('toAiSdkEmbedding', () => {
  it('runs under embed and embedMany', async () => {
    const model = toAiSdkEmbedding(fake, { context: testContext(), kind: 'document' });
    const { embeddings, usage } = await embedMany({ model, values: texts });
    const { vectors } = await fake.embed({ texts, kind: 'document' }, testContext());
    expect(embeddings.flat()).toEqual([...vectors]);
    expect(usage.tokens).toBeGreaterThan(0);
    const one = await embed({
      model: toAiSdkEmbedding(fake, { context: () => testContext(), kind: 'query' }),
      value: 'depot',
    });
    expect(one.embedding).toHaveLength(8);
  });

  it('passes the caller on, and its abort signal', async () => {
    const asked: (string | undefined)[] = [];
    const model = toAiSdkEmbedding(
      {
        ...fake,
        embed: (request, context) => {
          asked.push(request.kind, context.signal?.aborted === true ? 'aborted' : 'open');
          return fake.embed(request, context);
        },
      },
      { context: () => Promise.resolve(testContext()), kind: 'query' },
    );
    await model.doEmbed({ values: ['a'], abortSignal: new AbortController().signal });
    await model.doEmbed({ values: ['a'], abortSignal: AbortSignal.abort() }).catch(() => undefined);
    expect(asked).toEqual(['query', 'open', 'query', 'aborted']);
  });
});

describe('fromAiSdkEmbedding', () => {
  it.each(embeddingModelContract)('keeps the contract: $name', async ({ run }) => {
    await run({ model: fromAiSdkEmbedding(sdkModel(rows), { dimensions: 3, revision: '1' }), texts });
  });

  it('comes back from a round trip with the same vectors', async () => {
    const there = toAiSdkEmbedding(fake, { context: testContext(), kind: 'document' });
    const back = fromAiSdkEmbedding(there, { dimensions: 8, revision: '1' });
    const { vectors } = await back.embed({ texts, kind: 'document' }, testContext());
    const plain = await fake.embed({ texts, kind: 'document' }, testContext());
    for (const [index, value] of vectors.entries()) expect(value).toBeCloseTo(plain.vectors[index] ?? NaN, 6);
  });

  it.each([
    ['too few rows', () => [[1, 2, 3]]],
    ['another width', (values: readonly string[]) => values.map(() => [1, 2])],
    ['what is no number', (values: readonly string[]) => values.map(() => [1, NaN, 2])],
    ['zeros', (values: readonly string[]) => values.map(() => [0, 0, 0])],
  ])('refuses %s', async (_, answer) => {
    const model = fromAiSdkEmbedding(sdkModel(answer), { dimensions: 3, revision: '1' });
    await expect(model.embed({ texts, kind: 'query' }, testContext())).rejects.toMatchObject({ code: 'protocol' });
  });

  it('maps what the provider throws, without its message', async () => {
    const failing = sdkModel(rows, {
      doEmbed: () =>
        Promise.reject(Object.assign(new Error('body: late parcel'), { statusCode: 429, isRetryable: true })),
    });
    const attempt = fromAiSdkEmbedding(failing, { dimensions: 3, revision: '1' }).embed(
      { texts, kind: 'query' },
      testContext(),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'rate-limited', isRetryable: true });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('parcel') });
  });

  it('refuses what is no such model, and options that are none', () => {
    expect(() => fromAiSdkEmbedding({} as AiSdkEmbeddingModel, { dimensions: 3, revision: '1' })).toThrow(
      'no embedding model',
    );
    expect(() => fromAiSdkEmbedding(sdkModel(rows), { dimensions: 0, revision: '1' })).toThrow('dimensions');
    expect(() => fromAiSdkEmbedding(sdkModel(rows), { dimensions: 3, revision: '' })).toThrow('revision');
  });
});

describe('toAiSdkReranking', () => {
  const byLength: RerankModel = {
    id: 'length',
    rerank: ({ documents, limit }) =>
      Promise.resolve({
        ranking: [...documents.keys()]
          .sort((a, b) => (documents[b]?.length ?? 0) - (documents[a]?.length ?? 0))
          .slice(0, limit)
          .map((index) => ({ index, score: documents[index]?.length ?? 0 })),
        truncated: [],
        usage: { inputTokens: 1, outputTokens: 0, source: 'provider' },
      }),
  };

  it('runs under rerank, with texts and with objects', async () => {
    const model = toAiSdkReranking(byLength, { context: testContext() });
    const { rerankedDocuments } = await rerank({ model, query: 'q', documents: ['a', 'ccc', 'bb'], topN: 2 });
    expect(rerankedDocuments).toEqual(['ccc', 'bb']);
    const objects = await rerank({ model, query: 'q', documents: [{ a: 1 }, { a: 'longer' }] });
    expect(objects.rerankedDocuments[0]).toEqual({ a: 'longer' });
  });

  it('refuses a topN that is none', async () => {
    const model = toAiSdkReranking(byLength, { context: testContext() });
    await expect(
      model.doRerank({ documents: { type: 'text', values: ['a'] }, query: 'q', topN: 0 }),
    ).rejects.toMatchObject({ details: { field: 'topN' } });
  });
});
