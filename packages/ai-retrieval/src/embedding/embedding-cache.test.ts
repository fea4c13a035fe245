import { createFakeEmbeddingModel, embeddingModelContract, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createEmbeddingCache } from './embedding-cache.ts';

const ask = (texts: readonly string[]): { readonly texts: readonly string[]; readonly kind: 'document' } => ({
  texts,
  kind: 'document',
});

describe('an embedding cache', () => {
  it.each(embeddingModelContract)('$name', ({ run }) =>
    run({
      model: createEmbeddingCache(createFakeEmbeddingModel()),
      texts: ['one parcel', 'two labels', 'three depots'],
    }),
  );

  it('gives the vectors of its model, and asks it once for each text', async () => {
    const model = createFakeEmbeddingModel({ dimensions: 4 });
    const cache = createEmbeddingCache(model);
    await cache.embed(ask(['a', 'b']), testContext());
    const mixed = await cache.embed(ask(['c', 'b', 'd', 'a']), testContext());
    const plain = await createFakeEmbeddingModel({ dimensions: 4 }).embed(ask(['c', 'b', 'd', 'a']), testContext());
    expect(mixed.vectors).toEqual(plain.vectors);
    expect(model.embedded).toBe(4);
    await cache.embed(ask(['a', 'b', 'c']), testContext());
    expect(model.embedded).toBe(4);
    expect(cache.statistics).toEqual({ embedded: 4, remembered: 5 });
  });

  it('forgets the least recently used first, beyond its limit', async () => {
    const model = createFakeEmbeddingModel({ dimensions: 4 });
    const cache = createEmbeddingCache(model, { maxBytes: 2 * 216 });
    await cache.embed(ask(['a', 'b']), testContext());
    await cache.embed(ask(['a', 'c']), testContext());
    await cache.embed(ask(['a']), testContext());
    expect(model.embedded).toBe(3);
    await cache.embed(ask(['b']), testContext());
    expect(model.embedded).toBe(4);
    expect(() => createEmbeddingCache(model, { maxBytes: 100 })).toThrow('maxBytes');
  });

  it('reports each time that a text was cut, and keeps queries out', async () => {
    const model = createFakeEmbeddingModel({ dimensions: 4, maxWords: 1 });
    const cache = createEmbeddingCache(model);
    for (let round = 0; round < 2; round++)
      expect((await cache.embed(ask(['a', 'b c']), testContext())).truncated).toEqual([1]);
    await cache.embed({ texts: ['a'], kind: 'query' }, testContext());
    expect(cache.statistics.remembered).toBe(1);
  });
});
