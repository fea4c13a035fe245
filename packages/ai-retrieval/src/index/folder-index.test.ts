import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiError, createContext, type CallContext, type SourceDocument } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFittedFake } from '../testing/fitted-fake.ts';
import { streamOf, withoutTimings } from '../testing/leakage.ts';
import { openFolderIndex } from './folder-index.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'index-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const writer = createContext({ principal: { kind: 'service', tenant: 't', subject: 'ingest', groups: [] } });
const user = (groups: readonly string[] = []): CallContext =>
  createContext({ principal: { kind: 'user', tenant: 't', subject: 'u', groups } });
const refunds =
  '# Refunds\r\n\r\nA refund above 500 EUR needs the head of finance.\r\n\r\n## Claims\r\n\r\nClaims close after 14 days.\r\n';

function documentOf(id: string, text: string, rest: Partial<SourceDocument> = {}): SourceDocument {
  const acl = { allow: ['tenant'] };
  return { id, tenant: 't', uri: `file:///${id}`, mediaType: 'text/markdown', text, acl, ...rest };
}

const inMemory = (): FileSystem => createPowerCutFileSystem({ seed: 1 });
const numbered = (count: number, from = 0): SourceDocument[] =>
  Array.from({ length: count }, (_, index) =>
    documentOf(
      `${String(from + index)}.md`,
      `# Note ${String(from + index)}\n\nThe depot number ${String(from + index)} opens at six.`,
    ),
  );

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

  it('ranks by both lists when there is an embedder', async () => {
    const index = await openFolderIndex({
      directory: '/i',
      fileSystem: inMemory(),
      embedding: createFakeEmbeddingModel(),
    });
    await index.ingest(streamOf([documentOf('a.md', refunds), ...numbered(3)]), { context: writer });
    const hybrid = await index.search({ query: 'refund claims' }, user());
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

describe('ingesting again', () => {
  it('costs nothing when nothing has changed', async () => {
    const embedding = createFakeEmbeddingModel();
    const index = await openFolderIndex({ directory, embedding });
    const documents = [documentOf('a.md', refunds, { modifiedAt: new Date(1) }), ...numbered(5)];
    const first = await index.ingest(streamOf(documents), { context: writer });
    const before = await readdir(join(directory, 'segments'), { recursive: true });
    const touched = documents.map((document) => ({ ...document, modifiedAt: new Date(2) }));
    const reopened = await openFolderIndex({ directory, embedding });
    const second = await reopened.ingest(streamOf(touched), { context: writer, deleteMissing: true });
    expect(second).toMatchObject({
      added: 0,
      updated: 0,
      aclOnly: 0,
      unchanged: 6,
      deleted: 0,
      chunks: 0,
      embeddingCalls: 0,
      generation: first.generation,
    });
    expect(await readdir(join(directory, 'segments'), { recursive: true })).toEqual(before);
  });

  it('embeds nothing when only access changes, and shows it at the next query', async () => {
    const embedding = createFakeEmbeddingModel();
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory(), embedding });
    await index.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
    const { calls } = embedding;
    const report = await index.ingest(streamOf([documentOf('a.md', refunds, { acl: { allow: ['group:finance'] } })]), {
      context: writer,
    });
    expect(report).toMatchObject({ aclOnly: 1, chunks: 0, embeddingCalls: 0 });
    expect(embedding.calls).toBe(calls);
    expect((await index.search({ query: 'refund' }, user())).passages).toEqual([]);
    expect((await index.search({ query: 'refund' }, user(['finance']))).passages).toHaveLength(1);
  });

  it('keeps the embeddings of a document that moved, and of the parts that stayed when one changed', async () => {
    const embedding = createFakeEmbeddingModel();
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory(), embedding });
    const long = `# One\n\n${'The first part is long enough to be a chunk of its own here. '.repeat(12)}\n\n# Two\n\n${'Another part follows with other words that fill it. '.repeat(12)}`;
    await index.ingest(streamOf([documentOf('a.md', refunds), documentOf('long.md', long)]), { context: writer });
    const embedded = embedding.embedded;
    const moved = await index.ingest(streamOf([documentOf('b/moved.md', refunds), documentOf('long.md', long)]), {
      context: writer,
      deleteMissing: true,
    });
    expect(moved).toMatchObject({ added: 1, deleted: 1, unchanged: 1, embeddingCalls: 0 });
    expect((await index.search({ query: 'refund' }, user())).passages[0]?.document).toBe('b/moved.md');
    const searched = 1;
    await index.ingest(streamOf([documentOf('long.md', `${long} Changed.`)]), { context: writer });
    expect(embedding.embedded - embedded - searched).toBe(1);
  });

  it('deletes what is missing only when asked to, and only in its tenant', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    const other = createContext({ principal: { kind: 'service', tenant: 'o', subject: 'ingest', groups: [] } });
    await index.ingest(streamOf([documentOf('x.md', 'other', { tenant: 'o' })]), { context: other });
    await index.ingest(streamOf(numbered(3)), { context: writer });
    expect(await index.ingest(streamOf(numbered(1)), { context: writer })).toMatchObject({ unchanged: 1, deleted: 0 });
    expect(await index.ingest(streamOf(numbered(1)), { context: writer, deleteMissing: true })).toMatchObject({
      deleted: 2,
    });
    expect(
      await index.listDocuments(createContext({ principal: { kind: 'user', tenant: 'o', subject: 'u', groups: [] } })),
    ).toHaveLength(1);
  });

  it('reports documents that it cannot take as they are', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    const documents = [
      documentOf('a', 'first'),
      documentOf('a', 'second'),
      documentOf('b\n', 'text'),
      documentOf('c', 'closed', { acl: { allow: ['tenant', 'all'] } }),
      documentOf('d', 'lone \uD800 half'),
    ];
    const report = await index.ingest(streamOf(documents), { context: writer });
    expect(report.problems.map((problem) => problem.code)).toEqual(['duplicate-id', 'invalid-id', 'acl-invalid']);
    expect((await index.readDocument('a', user()))?.text).toBe('first');
    expect(await index.readDocument('c', user())).toBeUndefined();
    expect((await index.readDocument('d', user()))?.text).toBe('lone \uFFFD half');
  });

  it('keeps what was committed when the source fails, and deletes nothing', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory() });
    await index.ingest(streamOf(numbered(300)), { context: writer });
    async function* failing(): AsyncGenerator<SourceDocument> {
      yield* streamOf(numbered(300, 300));
      throw new Error('the share is gone');
    }
    await expect(index.ingest(failing(), { context: writer, deleteMissing: true })).rejects.toThrow(
      'the share is gone',
    );
    const ids = (await index.listDocuments(user())).length;
    expect(ids).toBeGreaterThanOrEqual(300 + 256);
    expect(await index.ingest(streamOf(numbered(600)), { context: writer })).toMatchObject({ added: 600 - ids });
  });

  it('gives back the room of dead documents, without embedding anything again', async () => {
    const embedding = createFakeEmbeddingModel();
    const index = await openFolderIndex({ directory, embedding });
    await index.ingest(streamOf(numbered(40)), { context: writer });
    const before = await index.search({ query: 'depot number 3' }, user());
    const { calls } = embedding;
    await index.ingest(streamOf(numbered(10)), { context: writer, deleteMissing: true });
    await index.ingest(streamOf(numbered(10)), { context: writer });
    expect(embedding.calls).toBe(calls);
    const [folder] = await readdir(join(directory, 'segments'));
    const files = await readdir(join(directory, 'segments', folder ?? ''));
    expect(files.filter((name) => name.endsWith('.segment'))).toHaveLength(1);
    const after = await index.search({ query: 'depot number 3' }, user());
    expect(after.passages[0]).toMatchObject({ document: before.passages[0]?.document, text: before.passages[0]?.text });
    expect(after.plan).toMatchObject({ mode: 'hybrid', readableDocuments: 10 });
  });
});

describe('embedders', () => {
  it('are fitted once per tenant, on what all of it may read, and serve later documents', async () => {
    const embedding = createFittedFake();
    const fileSystem = inMemory();
    const index = await openFolderIndex({ directory: '/i', fileSystem, embedding });
    const closed = documentOf('z.md', 'payroll secret', { acl: { allow: ['group:people'] } });
    await index.ingest(streamOf([...numbered(3), closed]), { context: writer });
    await index.ingest(streamOf([documentOf('late.md', 'a late one')]), { context: writer });
    expect(embedding.fits).toBe(1);
    expect((await index.search({ query: 'late' }, user())).plan.mode).toBe('hybrid');
    expect(embedding.embedded).toBe(3 + 1 + 1 + 1);
    const reopened = await openFolderIndex({ directory: '/i', fileSystem, embedding });
    expect(await reopened.ingest(streamOf([...numbered(3), closed]), { context: writer })).toMatchObject({
      embeddingCalls: 0,
    });
    expect(embedding.fits).toBe(1);
  });

  it('that are gone leave lexical search, and are replaced at the next ingestion', async () => {
    const fileSystem = inMemory();
    const first = await openFolderIndex({ directory: '/i', fileSystem, embedding: createFittedFake() });
    await first.ingest(streamOf(numbered(3)), { context: writer });
    const other = createFittedFake();
    const index = await openFolderIndex({ directory: '/i', fileSystem, embedding: other });
    expect((await index.search({ query: 'depot' }, user())).plan.mode).toBe('lexical');
    expect(await index.ingest(streamOf(numbered(3)), { context: writer })).toMatchObject({ unchanged: 3 });
    expect(other.fits).toBe(1);
    expect((await index.search({ query: 'depot' }, user())).plan.mode).toBe('hybrid');
  });

  it('never share an index: another one embeds everything anew before it ranks anything', async () => {
    const fileSystem = inMemory();
    const lexical = await openFolderIndex({ directory: '/i', fileSystem });
    await lexical.ingest(streamOf(numbered(3)), { context: writer });
    const small = await openFolderIndex({
      directory: '/i',
      fileSystem,
      embedding: createFakeEmbeddingModel({ dimensions: 8 }),
    });
    expect((await small.search({ query: 'depot', mode: 'dense' }, user())).plan.mode).toBe('lexical');
    expect(await small.ingest(streamOf(numbered(3)), { context: writer })).toMatchObject({
      unchanged: 3,
      embeddingCalls: 1,
    });
    const large = await openFolderIndex({
      directory: '/i',
      fileSystem,
      embedding: createFakeEmbeddingModel({ dimensions: 32 }),
    });
    expect((await large.search({ query: 'depot' }, user())).plan.mode).toBe('lexical');
    expect(
      await large.ingest(streamOf([...numbered(3), documentOf('n.md', 'new')]), { context: writer }),
    ).toMatchObject({ added: 1, unchanged: 3 });
    expect((await large.search({ query: 'depot', mode: 'dense' }, user())).plan).toMatchObject({
      mode: 'dense',
      candidates: 4,
    });
  });

  it('that answer with something else than asked for are refused, and nothing of it is stored', async () => {
    const broken = {
      ...createFakeEmbeddingModel({ dimensions: 4 }),
      embed: () =>
        Promise.resolve({
          vectors: new Float32Array([NaN, 1, 1, 1]),
          dimensions: 4,
          truncated: [],
          usage: { inputTokens: 0, outputTokens: 0, source: 'none' as const },
        }),
    };
    const index = await openFolderIndex({ directory: '/i', fileSystem: inMemory(), embedding: broken });
    await expect(index.ingest(streamOf(numbered(1)), { context: writer })).rejects.toMatchObject({ code: 'protocol' });
    expect(await index.listDocuments(user())).toEqual([]);
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
        await expect(damaged.search({ query: 'refund' }, user())).rejects.toMatchObject({
          code: 'integrity',
          details: { file: name },
        });
        await expect(damaged.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'integrity' });
      }
      await writeFile(path, bytes.subarray(0, bytes.length - 7));
      await expect((await openFolderIndex({ directory, embedding })).listDocuments(user())).rejects.toMatchObject({
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
