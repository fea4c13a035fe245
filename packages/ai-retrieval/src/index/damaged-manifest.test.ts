import type { CallContext } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { openFolderIndex, type FolderIndex } from './folder-index.ts';

const directory = '/i';
const open = documentOf('open.md', 'The depot opens at six.');
const revoked = documentOf('plan.md', 'The price of the depot is secret.');
const closed = { ...revoked, acl: { allow: ['group:leadership'] } };
const otherTenant = { ...open, tenant: 'other', id: 'other.md' };
const ofOther = (context: CallContext): CallContext => ({
  ...context,
  principal: { ...context.principal, tenant: 'other' },
});

let fileSystem: FileSystem;
let before: FolderIndex;

const openIndex = (isReadOnly = false): Promise<FolderIndex> =>
  openFolderIndex({ directory, fileSystem, isReadOnly, embedding: createFakeEmbeddingModel({ dimensions: 4 }) });
const manifests = async (): Promise<string[]> =>
  (await fileSystem.list(directory)).filter((name) => name.startsWith('index.') && name.endsWith('.json')).sort();
const ids = async (index: FolderIndex, context = user()): Promise<string[]> =>
  (await index.listDocuments(context)).map(({ id }) => id);

async function damage(change: (bytes: Uint8Array) => Uint8Array): Promise<() => Promise<void>> {
  const path = `${directory}/${(await manifests()).at(-1)!}`;
  const bytes = await fileSystem.readFile(path);
  const write = async (content: Uint8Array): Promise<void> => {
    const handle = await fileSystem.open(path, 'create');
    await handle.append(content);
    await handle.close();
  };
  await write(change(bytes));
  return () => write(bytes);
}

async function expectRefused(index: FolderIndex, context = user()): Promise<void> {
  const refusal = { code: 'integrity', message: expect.stringMatching(/damaged.*ingest/) as string };
  await expect(index.search({ query: 'depot price' }, context)).rejects.toMatchObject(refusal);
  await expect(index.readDocument('plan.md', context)).rejects.toMatchObject(refusal);
  await expect(index.listDocuments(context)).rejects.toMatchObject(refusal);
}

beforeEach(async () => {
  fileSystem = createPowerCutFileSystem({ seed: 1 });
  const index = await openIndex();
  await index.ingest(streamOf([otherTenant]), { context: ofOther(writer) });
  await index.ingest(streamOf([open, revoked]), { context: writer });
  before = await openIndex(true);
  expect(await ids(before)).toEqual(['open.md', 'plan.md']);
  await index.ingest(streamOf([closed]), { context: writer });
  expect(await ids(index)).toEqual(['open.md']);
});

describe('a damaged newest manifest', () => {
  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, 40)],
    ['emptied', () => new Uint8Array()],
    ['with a changed byte', (bytes: Uint8Array) => bytes.with(-4, 0x78)],
  ])('%s lets nobody read the older access lists, also in a read-only folder', async (_, change) => {
    await damage(change);
    const newest = (await manifests()).at(-1)!;
    for (const isReadOnly of [false, true]) {
      const index = await openIndex(isReadOnly);
      await expectRefused(index);
      await expectRefused(index, ofOther(user()));
      await expect(index.listDocuments(user())).rejects.toMatchObject({ details: { file: newest } });
    }
  });

  it('is noticed by a process that had opened the generation before', async () => {
    await damage((bytes) => bytes.slice(0, 40));
    await expectRefused(before);
  });

  it('is replaced by the next ingestion, and its readers go on', async () => {
    await damage((bytes) => bytes.slice(0, 40));
    const damaged = (await manifests()).at(-1)!;
    const reader = await openIndex(true);
    const index = await openIndex();
    const report = await index.ingest(streamOf([open, closed]), { context: writer, deleteMissing: true });
    expect((await manifests()).at(-1)! > damaged).toBe(true);
    expect(await manifests()).not.toContain(damaged);
    for (const each of [index, reader, before, await openIndex(true)]) {
      expect(await ids(each)).toEqual(['open.md']);
      expect((await each.search({ query: 'depot price' }, user())).passages.map(({ document }) => document)).toEqual([
        'open.md',
      ]);
    }
    const again = await index.ingest(streamOf([open, closed]), { context: writer, deleteMissing: true });
    expect(again).toMatchObject({ unchanged: 2, embeddingCalls: 0, generation: report.generation });
  });

  it('leaves no document readable that the next ingestion does not see, and a run that sees none opens the index', async () => {
    await damage((bytes) => bytes.slice(0, 40));
    const index = await openIndex();
    const { generation } = await index.ingest(streamOf([]), { context: writer });
    expect(generation).toBeGreaterThan(3);
    expect(await ids(index)).toEqual([]);
    expect(await ids(await openIndex(true))).toEqual([]);
    expect(await index.ingest(streamOf([]), { context: writer })).toMatchObject({ generation });
  });

  it('keeps the other tenants closed until they ingest as well', async () => {
    await damage((bytes) => bytes.slice(0, 40));
    const index = await openIndex();
    await index.ingest(streamOf([open, closed]), { context: writer });
    for (const each of [index, await openIndex(true)]) await expectRefused(each, ofOther(user()));
    await index.ingest(streamOf([otherTenant]), { context: ofOther(writer) });
    for (const each of [index, await openIndex(true)]) {
      expect(await ids(each, ofOther(user()))).toEqual(['other.md']);
      expect(await ids(each)).toEqual(['open.md']);
    }
  });

  it('stays refused when the ingestion fails, and costs nothing when the file is restored', async () => {
    const restore = await damage((bytes) => bytes.slice(0, 40));
    const index = await openIndex();
    const failing = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('the source is gone')) }),
    };
    await expect(index.ingest(failing, { context: writer })).rejects.toThrow('the source is gone');
    await expectRefused(index);
    await restore();
    for (const each of [index, await openIndex(true)]) expect(await ids(each)).toEqual(['open.md']);
  });
});
