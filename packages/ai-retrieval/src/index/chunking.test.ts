import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { expect, it } from 'vitest';
import type { ChunkBudget } from '../chunk/chunk-budget.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { openFolderIndex } from './folder-index.ts';

const directory = '/index';
const text = `# Depots\n\n${Array.from({ length: 60 }, (_, number) => `Depot ${String(number)} opens at six in the morning.`).join(' ')}`;
const longest = { maxTokens: 8_192, minTokens: 60 };

it('cuts chunks as long as it is told, keeps to that when it is not told, and cuts anew when it is told otherwise', async () => {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const embedding = createFakeEmbeddingModel({ dimensions: 4 });
  const ingestWith = async (chunking?: ChunkBudget): Promise<number> => {
    const index = await openFolderIndex({ directory, fileSystem, embedding, chunking });
    await index.ingest(streamOf([documentOf('depots.md', text)]), { context: writer });
    const [listed] = await index.listDocuments(user());
    const { passages } = await index.search({ query: 'depot 59', limit: 100 }, user());
    expect(passages).toHaveLength(listed?.chunks ?? 0);
    for (const { span, text: passage } of passages) expect(text.slice(span.start, span.end)).toBe(passage);
    await index.close();
    return listed?.chunks ?? 0;
  };
  expect(await ingestWith(longest)).toBe(1);
  expect(await ingestWith()).toBe(1);
  const usual = await ingestWith({ maxTokens: 220, minTokens: 60 });
  expect(usual).toBeGreaterThan(1);
  expect(await ingestWith()).toBe(usual);
  expect(await ingestWith({ maxTokens: 40, minTokens: 16 })).toBeGreaterThan(usual);
});

it.each([
  [{ maxTokens: 15, minTokens: 0 }, /chunking.maxTokens/],
  [{ maxTokens: 8_193, minTokens: 0 }, /chunking.maxTokens/],
  [{ maxTokens: 200.5, minTokens: 0 }, /chunking.maxTokens/],
  [{ maxTokens: 200, minTokens: -1 }, /chunking.minTokens/],
  [{ maxTokens: 200, minTokens: 201 }, /chunking.minTokens/],
])('refuses %j', async (chunking, message) => {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  await expect(openFolderIndex({ directory, fileSystem, chunking })).rejects.toThrow(message);
});
