import { join } from 'node:path';
import { createContext, type CallContext, type EmbeddingModel, type SourceDocument } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem, type PowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ErasureRecord } from './erasure-record.ts';
import type { FittedEmbedding } from '../embedding/fitted-embedding.ts';
import { openFolderIndexWith, type FolderIndex } from '../index/folder-index.ts';
import { documentOf, numbered, user, writer } from '../testing/corpus.ts';
import { createFittedFake } from '../testing/fitted-fake.ts';
import { streamOf, withoutTimings } from '../testing/leakage.ts';
import { processesOfLife } from '../testing/machine-life.ts';

const directory = '/data/index';
/** Each stands where another file or field would keep it; the analyser leaves them as they are. */
const canaries = ['canaryid7', 'canarytitle7', 'canarytext7', 'canarymeta7', 'canaryuri7', 'canaryacl7', 'canaryold7'];

const ann = documentOf('canaryid7.md', '# Leave canarytext7\n\nAnn was away, says canarytext7.', {
  title: 'canarytitle7',
  uri: 'file:///canaryuri7',
  acl: { allow: ['tenant', 'user:canaryacl7'] },
  metadata: { subjects: ['ann', 'bob'], note: 'canarymeta7' },
});
const before = { ...ann, text: '# Leave\n\nAnn was at home, says canaryold7.' };
const others = [...numbered(6), documentOf('cy.md', 'Cy drives.', { metadata: { subjects: 'cy' } })];
const ofOther = (context: CallContext): CallContext => ({
  ...context,
  principal: { ...context.principal, tenant: 'other' },
});

function open(
  fileSystem: FileSystem,
  embedding?: EmbeddingModel | FittedEmbedding,
  life = 1,
  isReadOnly = false,
): Promise<FolderIndex> {
  return openFolderIndexWith(
    { directory, fileSystem, embedding, isReadOnly },
    { lock: { processes: processesOfLife(life) }, batchRecords: 3 },
  );
}

/** Which canaries stand in any name or byte below the folder. */
async function remains(fileSystem: FileSystem): Promise<readonly string[]> {
  const found = new Set<string>();
  const look = (content: string): void => {
    for (const canary of canaries) if (content.toLowerCase().includes(canary)) found.add(canary);
  };
  const walk = async (path: string): Promise<void> => {
    for (const name of await fileSystem.list(path)) {
      look(name);
      const child = join(path, name);
      if ((await fileSystem.stat(child))?.kind === 'directory') await walk(child);
      else look(Buffer.from(await fileSystem.readFile(child)).toString('latin1'));
    }
  };
  await walk(directory);
  return canaries.filter((canary) => found.has(canary));
}

/** Files of segments and vectors. */
async function files(of: FileSystem): Promise<readonly string[]> {
  const root = join(directory, 'segments');
  const names: string[] = [];
  for (const folder of await of.list(root)) names.push(...(await of.list(join(root, folder))));
  return names;
}

async function fill(index: FolderIndex): Promise<void> {
  await index.ingest(streamOf([before, ...others]), { context: writer });
  await index.ingest(streamOf([ann]), { context: writer });
}

async function state(index: FolderIndex): Promise<unknown> {
  const seen: unknown[] = [];
  for (const { id } of await index.listDocuments(user())) seen.push(await index.readDocument(id, user()));
  for (const query of ['depot opens', 'ann was away', 'cy drives'])
    seen.push(withoutTimings(await index.search({ query }, user())));
  return seen;
}

/** What an index shows that never had the documents. */
async function stateWithout(
  documents: readonly SourceDocument[],
  embedding?: EmbeddingModel | FittedEmbedding,
): Promise<unknown> {
  const index = await open(createPowerCutFileSystem({ seed: 9 }), embedding);
  await index.ingest(streamOf(documents), { context: writer });
  return state(index);
}

let fileSystem: PowerCutFileSystem;
beforeEach(() => {
  fileSystem = createPowerCutFileSystem({ seed: 1 });
});

type Embedding = EmbeddingModel | FittedEmbedding | undefined;
const embedders: readonly (readonly [string, ErasureRecord['embedder'], () => Embedding])[] = [
  ['lexical', 'none', () => undefined],
  ['with one embedder', 'kept', () => createFakeEmbeddingModel({ dimensions: 4 })],
  ['with a fitted embedder', 'replaced', () => createFittedFake()],
];

describe.each(embedders)('erasing, %s', (_, embedder, embedding) => {
  it('leaves no byte of a document, nor of what it was before, and the rest as if it had never been there', async () => {
    const index = await open(fileSystem, embedding());
    await fill(index);
    // Warm: a kept text must not answer afterwards.
    await index.readDocument(ann.id, user());
    expect(await remains(fileSystem)).toEqual(canaries);
    const old = await files(fileSystem);
    const record = await index.deleteDocuments({ documents: [ann.id, 'nobody.md'] }, writer);
    expect(await remains(fileSystem)).toEqual([]);
    // Vectors hold no words: no file that ever held one of it may be left.
    expect((await files(fileSystem)).filter((name) => old.includes(name))).toEqual([]);
    expect(record).toMatchObject({
      tenant: 't',
      requestedBy: 'ingest',
      documents: [{ document: ann.id, chunks: 1, digest: expect.stringMatching(/^sha256:/) as string }],
      absent: ['nobody.md'],
      embedder,
    });
    expect(record.filesRemoved).toBeGreaterThan(0);
    expect(record.bytesRemoved).toBeGreaterThan(0);
    expect(await state(index)).toEqual(await stateWithout(others, embedding()));
    expect(await state(await open(fileSystem, embedding(), 2, true))).toEqual(await state(index));
  });

  it('reaches documents that were deleted already, whose bytes a deletion alone leaves', async () => {
    const index = await open(fileSystem, embedding());
    await fill(index);
    await index.ingest(streamOf(others), { context: writer, deleteMissing: true });
    expect(await remains(fileSystem)).toContain('canarytext7');
    const record = await index.deleteDocuments({ documents: [ann.id] }, writer);
    expect(record).toMatchObject({ documents: [], absent: [ann.id] });
    expect(await remains(fileSystem)).toEqual([]);
  });
});

describe('erasing a person', () => {
  it('takes every document whose metadata names them, alone or in a list, and no other', async () => {
    const index = await open(fileSystem);
    await fill(index);
    await index.ingest(streamOf([ann]), { context: writer });
    expect((await index.eraseSubject({ subject: 'an' }, writer)).documents).toEqual([]);
    expect((await index.eraseSubject({ subject: 'cy' }, writer)).documents).toMatchObject([{ document: 'cy.md' }]);
    expect((await index.eraseSubject({ subject: 'bob' }, writer)).documents).toMatchObject([{ document: ann.id }]);
    expect(await remains(fileSystem)).toEqual([]);
    expect((await index.listDocuments(user())).map(({ id }) => id)).toEqual(numbered(6).map(({ id }) => id));
  });
});

describe('erasing', () => {
  it('stays within the tenant', async () => {
    const index = await open(fileSystem);
    await index.ingest(streamOf([{ ...ann, tenant: 'other' }]), { context: ofOther(writer) });
    await fill(index);
    await index.deleteDocuments({ documents: [ann.id] }, writer);
    expect((await index.readDocument(ann.id, ofOther(user())))?.text).toBe(ann.text);
    expect(await index.deleteDocuments({ documents: ['0.md'] }, ofOther(writer))).toMatchObject({ absent: ['0.md'] });
    expect(await index.readDocument('0.md', user())).toBeDefined();
    expect(
      await index.deleteDocuments(
        { documents: ['x'] },
        { ...writer, principal: { ...writer.principal, tenant: 'none' } },
      ),
    ).toMatchObject({ documents: [], embedder: 'none' });
  });

  it('deletes a fitted model that learned from the text, and keeps one that did not', async () => {
    const embedding = createFittedFake();
    const forgotten: string[] = [];
    const watched: FittedEmbedding = {
      open: (fingerprint) => embedding.open(fingerprint),
      fit: (tenant, texts, signal) => embedding.fit(tenant, texts, signal),
      forget: (fingerprint) => {
        forgotten.push(fingerprint);
        return embedding.forget!(fingerprint);
      },
    };
    const index = await open(fileSystem, watched);
    const closed = documentOf('closed.md', 'Only for the board.', { acl: { allow: ['group:board'] } });
    await fill(index);
    await index.ingest(streamOf([closed]), { context: writer });
    expect(await index.deleteDocuments({ documents: ['closed.md'] }, writer)).toMatchObject({ embedder: 'replaced' });
    // The model of the first ingestion knew the text that ann.md had then; the next one fits what there is.
    expect(await index.deleteDocuments({ documents: ['gone.md'] }, writer)).toMatchObject({ embedder: 'kept' });
    expect(await index.deleteDocuments({ documents: [ann.id] }, writer)).toMatchObject({ embedder: 'replaced' });
    expect(forgotten).toHaveLength(2);
    expect(await embedding.open(forgotten[1]!)).toBeUndefined();
    const all = others.map(({ id }) => id);
    expect(await index.deleteDocuments({ documents: all }, writer)).toMatchObject({ embedder: 'removed' });
  });

  it.each([
    ['no ids', { documents: [] }, writer, 'invalid-input'],
    [
      'an anonymous principal',
      { documents: ['a'] },
      createContext({ principal: { ...user().principal, kind: 'anonymous' } }),
      'forbidden',
    ],
    ['a user of the tenant', { documents: ['a'] }, user(), 'forbidden'],
    [
      'a service on behalf of a user',
      { documents: ['a'] },
      createContext({ principal: { ...writer.principal, actor: user().principal } }),
      'forbidden',
    ],
    ['no principal', { documents: ['a'] }, { requestId: 'x' } as unknown as CallContext, 'unauthenticated'],
    ['a caller who has gone', { documents: ['a'] }, { ...writer, signal: AbortSignal.abort() }, 'aborted'],
  ])('refuses %s, and erases nothing', async (_, request, context, code) => {
    const index = await open(fileSystem);
    await fill(index);
    await expect(index.deleteDocuments(request, context)).rejects.toMatchObject({ code });
    if (code === 'forbidden') await expect(index.compact(context)).rejects.toMatchObject({ code });
    expect(await index.listDocuments(user())).toHaveLength(8);
  });

  it('refuses an empty subject, a read-only index, a missing embedder and a fitted one that cannot forget', async () => {
    const index = await open(fileSystem, createFakeEmbeddingModel({ dimensions: 4 }));
    await fill(index);
    await expect(index.eraseSubject({ subject: '' }, writer)).rejects.toMatchObject({ code: 'invalid-input' });
    const request = { documents: [ann.id] };
    const reader = await open(fileSystem, undefined, 1, true);
    await expect(reader.deleteDocuments(request, writer)).rejects.toMatchObject({ code: 'forbidden' });
    const wordsOnly = await open(fileSystem);
    await expect(wordsOnly.deleteDocuments(request, writer)).rejects.toMatchObject({ code: 'conflict' });
    const { forget: _, ...stubborn } = createFittedFake();
    const fitted = await open(createPowerCutFileSystem({ seed: 2 }), stubborn);
    await fill(fitted);
    await expect(fitted.deleteDocuments(request, writer)).rejects.toMatchObject({ code: 'unsupported' });
    expect(await index.readDocument(ann.id, user())).toBeDefined();
  });

  it('goes on being right for a process that has the index open', async () => {
    const index = await open(fileSystem);
    await fill(index);
    const reader = await open(fileSystem, undefined, 1, true);
    expect(await reader.readDocument(ann.id, user())).toBeDefined();
    await index.deleteDocuments({ documents: [ann.id] }, writer);
    expect(await reader.readDocument(ann.id, user())).toBeUndefined();
    expect(await state(reader)).toEqual(await state(index));
  });
});

describe('200 power cuts during an erasure', () => {
  it('leave an index with all that stays, and an erasure that is run again leaves nothing of the rest', async () => {
    const expected = await stateWithout(others, createFakeEmbeddingModel({ dimensions: 4 }));
    const kept = new Map([ann, ...others].map((document) => [document.id, document.text]));
    let cuts = 0;
    for (let seed = 1; cuts < 200; seed++) {
      let machine = createPowerCutFileSystem({ seed });
      const embedding = createFakeEmbeddingModel({ dimensions: 4 });
      await fill(await open(machine, embedding));
      machine = machine.cut({ cutAfter: 1 + (seed % 45) });
      const request = { documents: [ann.id] };
      try {
        await (await open(machine, embedding, 2)).deleteDocuments(request, writer);
        continue;
      } catch (error) {
        if (machine.isPowered) throw error;
      }
      cuts++;
      machine = machine.cut();
      const index = await open(machine, embedding, 3);
      const listed = await index.listDocuments(user());
      expect(listed.length).toBeGreaterThanOrEqual(others.length);
      for (const { id } of listed) expect((await index.readDocument(id, user()))?.text).toBe(kept.get(id));
      await index.deleteDocuments(request, writer);
      expect(await remains(machine)).toEqual([]);
      expect(await state(index)).toEqual(expected);
    }
  }, 300_000);
});

describe('a full disk', () => {
  it('ends an erasure with a clear error, and loses nothing', async () => {
    const machine = createPowerCutFileSystem({ seed: 1, capacityBytes: 9_000 });
    const index = await open(machine);
    await index.ingest(streamOf([ann, documentOf('big.md', 'word '.repeat(600))]), { context: writer });
    await expect(index.deleteDocuments({ documents: [ann.id] }, writer)).rejects.toMatchObject({
      code: 'resource-exhausted',
    });
    for (const each of [index, await open(machine, undefined, 1, true)])
      expect((await each.listDocuments(user())).map(({ id }) => id)).toEqual(['big.md', ann.id]);
  });
});

describe('the checks above', () => {
  it.each([
    ['segments', '.segment'],
    ['vectors', '.vectors'],
  ])('see %s that are not removed', async (_, suffix) => {
    const broken: FileSystem = Object.create(fileSystem, {
      remove: { value: (path: string) => (path.endsWith(suffix) ? Promise.resolve() : fileSystem.remove(path)) },
    }) as FileSystem;
    const index = await open(broken, createFakeEmbeddingModel({ dimensions: 4 }));
    await fill(index);
    const old = await files(fileSystem);
    await index.deleteDocuments({ documents: [ann.id] }, writer);
    const left = (await files(fileSystem)).filter((name) => old.includes(name));
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((name) => name.endsWith(suffix))).toBe(true);
    if (suffix === '.segment') expect(await remains(fileSystem)).toEqual(canaries);
  });
});
