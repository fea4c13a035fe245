import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { openFolderIndex, type FolderIndex } from '../index/folder-index.ts';
import { openIndexStore } from '../index/index-store.ts';
import type { IndexManifest } from '../index/index-manifest.ts';
import { documentOf, numbered, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';

const openWith = (fileSystem = createPowerCutFileSystem({ seed: 1 })): Promise<FolderIndex> =>
  openFolderIndex({ directory: '/index', fileSystem, embedding: createFakeEmbeddingModel({ dimensions: 16 }) });

describe('a thousand searches at once', () => {
  it('each get their own answer while the tenant is written and compacted', async () => {
    const index = await openWith();
    await index.ingest(streamOf(numbered(300)), { context: writer });
    const searches = Array.from({ length: 1_000 }, async (_, at) => {
      const mode = at % 3 === 0 ? 'dense' : at % 3 === 1 ? 'hybrid' : 'lexical';
      const { passages } = await index.search({ query: `number ${String(at % 300)}`, mode, limit: 5 }, user());
      return [at, mode, passages] as const;
    });
    const writes = (async () => {
      for (let round = 1; round <= 3; round++) {
        await index.ingest(streamOf(numbered(20, 1_000 * round)), { context: writer });
        await index.compact(writer);
      }
    })();
    for (const [at, mode, passages] of await Promise.all(searches)) {
      expect(passages).toHaveLength(5);
      if (mode === 'lexical') expect(passages[0]?.document).toBe(`${String(at % 300)}.md`);
    }
    await writes;
    await index.close();
  }, 120_000);
});

describe('a hostile query', () => {
  it.each([
    ['of stop words alone', 'the of and to'],
    ['of pictures', '😀'.repeat(5_000)],
    ['from right to left', 'שלום '.repeat(2_000)],
    ['of ideographs', '東京都'.repeat(5_000)],
    [
      'of misspelt words',
      Array.from(
        { length: 3_000 },
        (_, at) => `depotz${String.fromCharCode(97 + (at % 26))}x${'q'.repeat(at % 7)}`,
      ).join(' '),
    ],
    ['of one endless word', 'a'.repeat(32_768)],
  ])('%s is answered', async (_, query) => {
    const index = await openWith();
    await index.ingest(streamOf(numbered(300)), { context: writer });
    for (const mode of ['lexical', 'hybrid'] as const)
      await index.search({ query: query.slice(0, 32_768), mode, fuzzy: true, prefix: true }, user());
  });

  it('lets the first sixteen misspelt words find others, and no more', async () => {
    const index = await openWith();
    await index.ingest(streamOf([documentOf('a.md', 'the harbour office')]), { context: writer });
    const noise = Array.from({ length: 16 }, (_, at) => `zzzzz${String.fromCharCode(97 + at)}`).join(' ');
    const found = async (query: string): Promise<number> =>
      (await index.search({ query, fuzzy: true }, user())).passages.length;
    expect(await found(`harbuor ${noise}`)).toBe(1);
    expect(await found(`${noise} harbuor`)).toBe(0);
  });
});

it('takes an index of an earlier version, whose manifest does not say whose vectors a file holds', async () => {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const first = await openWith(fileSystem);
  await first.ingest(streamOf(numbered(5)), { context: writer });
  await first.close();
  const store = await openIndexStore(fileSystem, '/index');
  const partitions = store.manifest.partitions.map((partition) => ({
    ...partition,
    analysis: 'english-1',
    segments: partition.segments.map(({ vectors, ...ref }) => {
      if (vectors === undefined) return ref;
      const { fingerprint: _fingerprint, dimensions: _dimensions, ...file } = vectors;
      return { ...ref, vectors: file };
    }),
  }));
  await store.flip({ format: 1, partitions } as unknown as IndexManifest);
  const index = await openWith(fileSystem);
  expect((await index.search({ query: 'depot number 3' }, user())).passages[0]?.document).toBe('3.md');
  const report = await index.ingest(streamOf(numbered(5)), { context: writer });
  expect(report).toMatchObject({ unchanged: 5 });
  expect((await index.search({ query: 'depot number 3', mode: 'dense' }, user())).plan.mode).toBe('dense');
});
