import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiError, type SourceDocument } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, numbered, refunds, user, writer } from '../testing/corpus.ts';
import { streamOf, withoutTimings } from '../testing/leakage.ts';
import { openFolderIndex } from './folder-index.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'index-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const inMemory = (): FileSystem => createPowerCutFileSystem({ seed: 1 });

describe('finding', () => {
  it('gives passages whose text stands at their span, also after reopening', async () => {
    const index = await openFolderIndex({ directory });
    const documents = [documentOf('a.md', refunds), documentOf('b.md', '# Depot\n\nThe depot opens at six.')];
    expect(await index.ingest(streamOf(documents), { context: writer })).toMatchObject({ added: 2, generation: 1 });
    for (const each of [index, await openFolderIndex({ directory, isReadOnly: true })]) {
      const { passages, plan } = await each.search({ query: 'who approves refunds?' }, user());
      expect(plan).toMatchObject({ mode: 'lexical', strategy: 'bm25', readableDocuments: 2 });
      expect(passages[0]).toMatchObject({ document: 'a.md', origin: { trust: 'untrusted' } });
      expect(refunds.slice(passages[0]?.span.start, passages[0]?.span.end)).toBe(passages[0]?.text);
      const stored = await each.readDocument('a.md', user());
      expect(stored?.text).toBe(refunds);
      expect(stored?.headings.map((heading) => heading.title)).toEqual(['Refunds', 'Claims']);
    }
  });

  it('scores as Lucene does', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory(), headingBoost: 0 });
    const texts = ['parcel depot parcel', 'depot route', 'invoice tariff customs weight'];
    await index.ingest(
      streamOf(texts.map((text, at) => documentOf(`${String(at)}.txt`, text, { mediaType: 'text/plain' }))),
      { context: writer },
    );
    const { passages } = await index.search({ query: 'parcel depot' }, user());
    const idf = (df: number): number => Math.log(1 + (3 - df + 0.5) / (df + 0.5));
    const part = (tf: number, length: number): number => tf / (tf + 1.2 * (0.25 + (0.75 * length) / 3));
    expect(passages.map((passage) => passage.score)).toEqual([
      expect.closeTo(idf(1) * part(2, 3) + idf(2) * part(1, 3), 12),
      expect.closeTo(idf(2) * part(1, 2), 12),
    ]);
  });

  it('ranks by words unless told otherwise, and by both lists on request', async () => {
    const index = await openFolderIndex({
      directory: '/i',
      fileSystem: inMemory(),
      embedding: createFakeEmbeddingModel(),
    });
    await index.ingest(streamOf([documentOf('a.md', refunds), ...numbered(3)]), { context: writer });
    expect((await index.search({ query: 'refund claims' }, user())).plan.mode).toBe('lexical');
    const hybrid = await index.search({ query: 'refund claims', mode: 'hybrid' }, user());
    expect(hybrid.plan).toMatchObject({ mode: 'hybrid', strategy: 'bm25+exact-f32' });
    expect(hybrid.passages[0]).toMatchObject({
      document: 'a.md',
      lexicalScore: expect.any(Number) as number,
      denseScore: expect.any(Number) as number,
    });
    expect((await index.search({ query: 'refund claims', mode: 'dense' }, user())).passages[0]?.document).toBe('a.md');
  });

  it.each([
    ['a query that is too long', { query: 'x'.repeat(40_000) }, 'payload-too-large'],
    ['a limit of 0', { query: 'x', limit: 0 }, 'invalid-input'],
    ['a limit that is no integer', { query: 'x', limit: 1.5 }, 'invalid-input'],
  ])('refuses %s', async (_, request, code) => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    await expect(index.search(request, user())).rejects.toMatchObject({ code });
  });

  it.each(['', 'the of and', '😀', '   ', 'ЖЖЖ', '東京'])('finds nothing for %j, and does not fail', async (query) => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    await index.ingest(streamOf(numbered(2)), { context: writer });
    expect((await index.search({ query }, user())).passages).toEqual([]);
  });

  it('stops when the caller has gone or the deadline has passed', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    const gone = { ...user(), signal: AbortSignal.abort() };
    await expect(index.search({ query: 'x' }, gone)).rejects.toMatchObject({ code: 'aborted' });
    await expect(index.search({ query: 'x' }, { ...user(), deadlineMs: 0 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(
      index.ingest(streamOf(numbered(1)), { context: { ...writer, signal: AbortSignal.abort() } }),
    ).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('files', () => {
  it('that were changed by one byte are found out and named, never answered from', async () => {
    const embedding = createFakeEmbeddingModel({ dimensions: 4 });
    const index = await openFolderIndex({ directory, embedding });
    await index.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
    const [folder = ''] = await readdir(join(directory, 'segments'));
    for (const name of await readdir(join(directory, 'segments', folder))) {
      const path = join(directory, 'segments', folder, name);
      const bytes = await readFile(path);
      for (const at of [0, 20, bytes.length >> 1, bytes.length - 1]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        await writeFile(path, changed);
        const damaged = await openFolderIndex({ directory, embedding });
        // Vectors are read when a search needs them; words alone are found without.
        await expect(damaged.search({ query: 'refund', mode: 'hybrid' }, user())).rejects.toMatchObject({
          code: 'integrity',
          details: { file: name },
        });
        // A fault is not remembered.
        await expect(damaged.search({ query: 'refund', mode: 'dense' }, user())).rejects.toMatchObject({
          code: 'integrity',
        });
        if (name.endsWith('.vectors')) continue;
        await expect(damaged.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'integrity' });
      }
      await writeFile(path, bytes.subarray(0, bytes.length - 7));
      const short = await openFolderIndex({ directory, embedding });
      await expect(short.search({ query: 'refund', mode: 'dense' }, user())).rejects.toMatchObject({
        code: 'integrity',
      });
      await writeFile(path, bytes);
    }
    expect((await index.search({ query: 'refund' }, user())).passages).toHaveLength(1);
  });

  it('in a folder that cannot be written give a clear error, or open read-only when asked', async () => {
    const index = await openFolderIndex({ directory });
    await index.ingest(streamOf(numbered(2)), { context: writer });
    const denied = (): Promise<never> => Promise.reject(new AiError('forbidden', 'read-only file system'));
    const fileSystem: FileSystem = {
      ...createNodeFileSystem(),
      makeDirectory: denied,
      createExclusive: denied,
      rename: denied,
      remove: denied,
      syncDirectory: denied,
    };
    await expect(openFolderIndex({ directory, fileSystem })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('isReadOnly') as string,
    });
    const readOnly = await openFolderIndex({ directory, fileSystem, isReadOnly: true });
    expect(await readOnly.listDocuments(user())).toHaveLength(2);
    await expect(readOnly.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(openFolderIndex({ directory: join(directory, 'none'), isReadOnly: true })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('are written by one process at a time; readers go on meanwhile and see each commit whole', async () => {
    const fileSystem = createNodeFileSystem();
    const first = await openFolderIndex({ directory, fileSystem });
    const second = await openFolderIndex({ directory, fileSystem });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    async function* slow(): AsyncGenerator<SourceDocument> {
      yield* streamOf(numbered(257));
      await held;
      yield* streamOf(numbered(3, 257));
    }
    const running = first.ingest(slow(), { context: writer });
    await expect.poll(async () => (await second.listDocuments(user())).length).toBe(256);
    await expect(second.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'conflict' });
    release();
    await running;
    expect(await second.listDocuments(user())).toHaveLength(260);
    expect(await second.ingest(streamOf(numbered(260)), { context: writer })).toMatchObject({ unchanged: 260 });
  });

  it('of documents without words are kept and read', async () => {
    const index = await openFolderIndex({ directory });
    await index.ingest(streamOf([documentOf('empty.md', ''), documentOf('rule.md', '***')]), { context: writer });
    expect((await index.readDocument('empty.md', user()))?.text).toBe('');
    const reopened = await openFolderIndex({ directory, isReadOnly: true });
    expect((await reopened.search({ query: 'words' }, user())).plan).toMatchObject({
      readableDocuments: 2,
      readableChunks: 1,
    });
  });

  it('that another process has added are read alone: what was read before is not read again', async () => {
    const reads: string[] = [];
    const disk = createNodeFileSystem();
    const counting: FileSystem = { ...disk, readFile: (path) => (reads.push(path), disk.readFile(path)) };
    const embedding = createFakeEmbeddingModel({ dimensions: 4 });
    const index = await openFolderIndex({ directory, embedding });
    await index.ingest(streamOf(numbered(3)), { context: writer });
    const other = await openFolderIndex({ directory, embedding, fileSystem: counting, isReadOnly: true });
    const found = async (): Promise<number> =>
      (await other.search({ query: 'depot', mode: 'dense' }, user())).passages.length;
    expect(await found()).toBe(3);
    reads.length = 0;
    await index.ingest(streamOf(numbered(1, 3)), { context: writer });
    expect(await found()).toBe(4);
    expect(reads.filter((path) => path.endsWith('.segment'))).toHaveLength(1);
    expect(reads.filter((path) => path.endsWith('.vectors'))).toHaveLength(1);
  });

  it('take a full disk without losing what was there', async () => {
    const machine = createPowerCutFileSystem({ seed: 3, capacityBytes: 60_000 });
    const index = await openFolderIndex({ directory: '/i', fileSystem: machine });
    await index.ingest(streamOf(numbered(5)), { context: writer });
    const before = await index.search({ query: 'depot' }, user());
    const big = Array.from({ length: 9 }, (_, at) =>
      documentOf(`big${String(at)}.txt`, `depot ${String(at)} word `.repeat(2_000), { mediaType: 'text/plain' }),
    );
    await expect(index.ingest(streamOf(big), { context: writer })).rejects.toMatchObject({
      code: 'resource-exhausted',
    });
    expect(withoutTimings(await index.search({ query: 'depot' }, user()))).toEqual(withoutTimings(before));
  });

  it('are refused after closing', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    await index.close();
    await expect(index.search({ query: 'x' }, user())).rejects.toMatchObject({ code: 'conflict' });
    await expect(openFolderIndex({ directory: 'relative' })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
