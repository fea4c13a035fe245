import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type SourceDocument } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderIndex, openFolderIndexWith } from '../index/folder-index.ts';
import { createFittedFake } from '../testing/fitted-fake.ts';
import { documentOf, numbered, refunds, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'index-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const inMemory = (): FileSystem => createPowerCutFileSystem({ seed: 1 });

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
    await index.ingest(streamOf([documentOf('long.md', `${long} Changed.`)]), { context: writer });
    expect(embedding.embedded - embedded).toBe(1);
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
    const before = await index.search({ query: 'depot number 3', mode: 'hybrid' }, user());
    const { calls } = embedding;
    await index.ingest(streamOf(numbered(10)), { context: writer, deleteMissing: true });
    await index.ingest(streamOf(numbered(10)), { context: writer });
    expect(embedding.calls).toBe(calls);
    const [folder] = await readdir(join(directory, 'segments'));
    const files = await readdir(join(directory, 'segments', folder ?? ''));
    expect(files.filter((name) => name.endsWith('.segment'))).toHaveLength(1);
    const after = await index.search({ query: 'depot number 3', mode: 'hybrid' }, user());
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
    expect((await index.search({ query: 'late', mode: 'hybrid' }, user())).plan.mode).toBe('hybrid');
    expect(embedding.embedded).toBe(3 + 1 + 1 + 1);
    const reopened = await openFolderIndex({ directory: '/i', fileSystem, embedding });
    expect(await reopened.ingest(streamOf([...numbered(3), closed]), { context: writer })).toMatchObject({
      embeddingCalls: 0,
    });
    expect(embedding.fits).toBe(1);
  });

  it.each([
    ['closed', (plan: SourceDocument) => ({ ...plan, acl: { allow: ['group:board'] } })],
    [
      'moved to where few may read it',
      (plan: SourceDocument) => ({ ...plan, id: 'board/plan.md', acl: { allow: [] } }),
    ],
    ['closed and changed', (plan: SourceDocument) => ({ ...plan, text: 'Another plan.', acl: { allow: [] } })],
  ])(
    'that learned from a text which is now %s are fitted anew without it, and serve nobody until then',
    async (_, close) => {
      const plan = documentOf('plan.md', 'the merger with linnet');
      const rest = numbered(3);
      const fileSystem = inMemory();
      const embedding = createFittedFake();
      const index = await openFolderIndex({ directory: '/i', fileSystem, embedding });
      await index.ingest(streamOf([...rest, plan]), { context: writer });
      const cut = new AbortController();
      const onProgress = ({ phase }: { readonly phase: string }): void => {
        if (phase === 'fitting') cut.abort();
      };
      const closed = [...rest, close(plan)];
      const options = { context: writer, deleteMissing: true };
      await expect(index.ingest(streamOf(closed), { ...options, onProgress, signal: cut.signal })).rejects.toThrow();
      const between = await index.search({ query: 'depot', mode: 'hybrid' }, user());
      expect(between.plan.mode).toBe('lexical');
      await index.ingest(streamOf(closed), options);
      await index.ingest(streamOf(closed), options);
      expect(embedding.fits).toBeLessThanOrEqual(3);

      const clean = await openFolderIndex({ directory: '/i', fileSystem: inMemory(), embedding: createFittedFake() });
      await clean.ingest(streamOf(rest), { context: writer });
      const search = async (of: typeof index) => (await of.search({ query: 'depot', mode: 'hybrid' }, user())).passages;
      expect(await search(index)).toEqual(await search(clean));
      expect((await search(index)).length).toBeGreaterThan(0);
    },
  );

  it('keep their vectors apart from those of the model before', async () => {
    const embedding = createFittedFake();
    const index = await openFolderIndexWith(
      { directory: '/i', fileSystem: inMemory(), embedding },
      { batchRecords: 1 },
    );
    const plan = documentOf('plan.md', 'the merger with linnet');
    await index.ingest(streamOf([...numbered(3), plan]), { context: writer });
    const closed = [documentOf('a-new.md', 'a new depot'), ...numbered(3), { ...plan, acl: { allow: [] } }];
    await index.ingest(streamOf(closed), { context: writer });
    const clean = await openFolderIndex({ directory: '/i', fileSystem: inMemory(), embedding: createFittedFake() });
    await clean.ingest(streamOf(closed), { context: writer });
    const search = async (of: typeof index) => (await of.search({ query: 'depot', mode: 'dense' }, user())).passages;
    expect(await search(index)).toEqual(await search(clean));
  });

  it('that are gone leave lexical search, and are replaced at the next ingestion', async () => {
    const fileSystem = inMemory();
    const first = await openFolderIndex({ directory: '/i', fileSystem, embedding: createFittedFake() });
    await first.ingest(streamOf(numbered(3)), { context: writer });
    const other = createFittedFake();
    const index = await openFolderIndex({ directory: '/i', fileSystem, embedding: other });
    expect((await index.search({ query: 'depot', mode: 'hybrid' }, user())).plan.mode).toBe('lexical');
    expect(await index.ingest(streamOf(numbered(3)), { context: writer })).toMatchObject({ unchanged: 3 });
    expect(other.fits).toBe(1);
    expect((await index.search({ query: 'depot', mode: 'hybrid' }, user())).plan.mode).toBe('hybrid');
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
    expect((await large.search({ query: 'depot', mode: 'hybrid' }, user())).plan.mode).toBe('lexical');
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
