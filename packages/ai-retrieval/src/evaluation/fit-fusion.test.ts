import type { EmbeddingModel, SourceDocument } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { expect, it } from 'vitest';
import { openFolderIndex, type FolderIndex } from '../index/folder-index.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { fitFusion } from './fit-fusion.ts';
import type { JudgedQuery } from './judged-query.ts';

const size = 40;
const tags = (number: number): string => `t${String(number % 8)}`;

/** Embeds the number that a text names: so surely, or a neighbour's with some texts. */
function numberEmbedder(wrongOf: number): EmbeddingModel {
  return {
    id: 'numbers',
    fingerprint: `sha256:numbers-${String(wrongOf)}`,
    dimensions: size,
    embed({ texts }) {
      const vectors = new Float32Array(texts.length * size);
      for (const [row, text] of texts.entries()) {
        const number = Number(/no(\d+)/.exec(text)?.[1] ?? 0);
        const isWrong = text.startsWith('asked') && number % wrongOf === 0;
        vectors[row * size + ((number + (isWrong ? 1 : 0)) % size)] = 1;
        // Near everything a little, so that something is found beside the nearest.
        for (let at = 0; at < size; at++)
          vectors[row * size + at] = (vectors[row * size + at] ?? 0) + 0.01 * ((at * 7 + number) % 5);
      }
      const usage = { inputTokens: 0, outputTokens: 0, source: 'none' } as const;
      return Promise.resolve({ vectors, dimensions: size, truncated: [], usage });
    },
  };
}

async function indexWith(embedding?: EmbeddingModel): Promise<FolderIndex> {
  const index = await openFolderIndex({
    directory: '/i',
    fileSystem: createPowerCutFileSystem({ seed: 1 }),
    embedding,
  });
  // Words tell the group of five, meaning the one.
  const documents: SourceDocument[] = Array.from({ length: size }, (_, number) =>
    documentOf(`${String(number)}.md`, `Sample of ${tags(number)} at no${String(number)}.`),
  );
  await index.ingest(streamOf(documents), { context: writer });
  return index;
}

const queries: readonly JudgedQuery[] = Array.from({ length: size }, (_, number) => ({
  id: String(number),
  query: `asked no-thing ${tags(number)} no${String(number)}x`,
  principal: user().principal,
}));
const judgements = new Map(queries.map(({ id }) => [id, new Map([[`${id}.md`, 1]])]));

it('gives meaning the more weight the surer it is, and measures that on queries it was not fitted on', async () => {
  const sure = await fitFusion(await indexWith(numberEmbedder(1_000)), { queries, judgements });
  expect(sure.queries).toBe(size);
  expect(sure.means.dense).toBeGreaterThan(sure.means.lexical + 0.3);
  expect(sure.means.fitted).toBeGreaterThanOrEqual(sure.means.dense - 1e-9);
  expect(sure.over.lexical.difference.low).toBeGreaterThan(0);
  const wild = await fitFusion(await indexWith(numberEmbedder(2)), { queries, judgements });
  expect(wild.means.dense).toBeLessThan(sure.means.dense);
  expect(wild.means.fitted).toBeGreaterThanOrEqual(wild.means.dense - 0.05);
});

it('is what hybrid search does with that weight: words alone at 0, meaning alone at 1', async () => {
  const index = await indexWith(numberEmbedder(3));
  for (const { query } of queries.slice(0, 8)) {
    for (const [denseWeight, mode] of [
      [0, 'lexical'],
      [1, 'dense'],
    ] as const) {
      const fused = await index.search({ query, mode: 'hybrid', limit: 10, denseWeight }, user());
      const alone = await index.search({ query, mode, limit: 10 }, user());
      expect(fused.passages.map(({ document }) => document)).toEqual(alone.passages.map(({ document }) => document));
      expect(fused.passages[0]?.score).toBe(1);
    }
  }
  await expect(index.search({ query: 'x', denseWeight: 1.5 }, user())).rejects.toThrow(/denseWeight/);
});

it('refuses too few queries, and an index that knows words alone', async () => {
  const index = await indexWith();
  await expect(fitFusion(index, { queries: queries.slice(0, 19), judgements })).rejects.toThrow(/at least 20/);
  await expect(fitFusion(index, { queries, judgements: new Map() })).rejects.toThrow(/at least 20/);
  await expect(fitFusion(index, { queries, judgements })).rejects.toMatchObject({ code: 'unsupported' });
});
