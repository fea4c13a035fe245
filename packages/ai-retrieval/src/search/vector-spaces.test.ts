import type { EmbeddingModel } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { expect, it } from 'vitest';
import { openFolderIndex, type FolderIndex } from '../index/folder-index.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { createRandom } from '../testing/world.ts';

const dimensions = 64;

/** Places each text in a space by the number in it: neighbours in number are neighbours in place. "blank" has no place. */
const embedding: EmbeddingModel = {
  id: 'places',
  fingerprint: 'sha256:places',
  dimensions,
  embed({ texts }) {
    const vectors = new Float32Array(texts.length * dimensions);
    for (const [index, text] of texts.entries()) {
      const number = Number(/n(\d+)/.exec(text)?.[1] ?? Number.NaN);
      if (Number.isNaN(number)) continue;
      const random = createRandom(number);
      const row = vectors.subarray(index * dimensions, (index + 1) * dimensions);
      for (let at = 0; at < dimensions; at++) row[at] = random() - 0.5 + Math.sin((number / 400 + 1) * (at + 1));
      const length = Math.hypot(...row);
      for (let at = 0; at < dimensions; at++) row[at] = (row[at] ?? 0) / length;
    }
    return Promise.resolve({
      vectors,
      dimensions,
      truncated: [],
      usage: { inputTokens: 0, outputTokens: 0, source: 'estimated' },
    });
  },
};

const count = 3_000;

async function filled(isHidden: (number: number) => boolean, from = 0): Promise<FolderIndex> {
  const index = await openFolderIndex({
    directory: '/index',
    fileSystem: createPowerCutFileSystem({ seed: 1 }),
    embedding,
  });
  const documents = Array.from({ length: count - from }, (_, at) =>
    documentOf(`${String(from + at)}.txt`, `place n${String(from + at)}`, {
      mediaType: 'text/plain',
      acl: { allow: [isHidden(from + at) ? 'group:board' : 'tenant'] },
    }),
  );
  await index.ingest(streamOf([...documents, documentOf('blank.txt', 'nothing that has a place')]), {
    context: writer,
  });
  return index;
}

it('finds the nearest readable chunks by codes as by all floats, and says how', async () => {
  const index = await filled((number) => number % 3 === 0);
  let shared = 0;
  for (let query = 1; query < 400; query += 20) {
    const request = { query: `n${String(query)}`, mode: 'dense', limit: 10 } as const;
    const exact = await index.search({ ...request, minRecall: 1 }, user());
    const quick = await index.search({ ...request, minRecall: 0.9 }, user());
    expect(exact.plan.strategy).toBe('exact-f32');
    expect(exact.passages.every(({ document }) => Number.parseInt(document, 10) % 3 !== 0)).toBe(true);
    const ids = new Set(exact.passages.map(({ document }) => document));
    shared += quick.passages.filter(({ document }) => ids.has(document)).length;
    for (const { denseScore, score } of quick.passages) expect(denseScore).toBe(score);
  }
  expect(shared / 200).toBeGreaterThan(0.9);
}, 60_000);

it('gives the same neighbours and scores whether the hidden chunks are there or not', async () => {
  const [whole, reduced] = [await filled((number) => number < 2_500), await filled(() => false, 2_500)];
  for (const mode of ['dense', 'hybrid'] as const) {
    for (const query of ['n2600', 'place n100', 'n2999']) {
      const [seen, alone] = [
        await whole.search({ query, mode, limit: 30 }, user()),
        await reduced.search({ query, mode, limit: 30 }, user()),
      ];
      expect(seen.passages).toEqual(alone.passages);
      expect({ ...seen.plan, timings: 0 }).toEqual({ ...alone.plan, timings: 0 });
    }
  }
}, 60_000);

it('gives no place to a text that the embedder knows no word of, and none to its score', async () => {
  const index = await filled(() => false, count - 5);
  const dense = await index.search({ query: 'n2999', mode: 'dense', limit: 100 }, user());
  expect(dense.passages.map(({ document }) => document)).not.toContain('blank.txt');
  expect(dense.passages).toHaveLength(5);
  const hybrid = await index.search({ query: 'nothing n2999', mode: 'hybrid', limit: 100 }, user());
  const blank = hybrid.passages.find(({ document }) => document === 'blank.txt');
  expect(blank?.lexicalScore).toBeGreaterThan(0);
  expect(blank?.denseScore).toBeUndefined();
});

it('keeps the space over what is added, and makes it anew when the tenant is compacted', async () => {
  const index = await filled(() => false, count - 300);
  const first = async (query: string): Promise<string | undefined> =>
    (await index.search({ query, mode: 'dense', limit: 1 }, user())).passages[0]?.document;
  expect(await first('n2990')).toBe('2990.txt');
  await index.ingest(streamOf([documentOf('7.txt', 'place n7', { mediaType: 'text/plain' })]), { context: writer });
  expect(await first('n7')).toBe('7.txt');
  await index.deleteDocuments({ documents: ['2990.txt'] }, writer);
  expect(await first('n2990')).not.toBe('2990.txt');
  await index.compact(writer);
  expect(await first('n7')).toBe('7.txt');
  await index.close();
});

it.each([0, 1.1, Number.NaN])('refuses a recall of %d', async (minRecall) => {
  const index = await filled(() => false, count - 1);
  await expect(index.search({ query: 'n1', mode: 'dense', minRecall }, user())).rejects.toMatchObject({
    code: 'invalid-input',
  });
});
