import { join } from 'node:path';
import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem, type PowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { documentOf, numbered, user, writer } from '../testing/corpus.ts';
import { streamOf, withoutTimings } from '../testing/leakage.ts';
import { openFolderIndex, type FolderIndex } from './folder-index.ts';
import { readIndexStatistics } from './index-statistics.ts';
import { snapshotFolderIndex } from './snapshot-index.ts';
import { verifyFolderIndex } from './verify-index.ts';

const directory = '/i';
const destination = '/copies/one';
let fileSystem: PowerCutFileSystem;

const open = (at = directory, isReadOnly = false): Promise<FolderIndex> =>
  openFolderIndex({
    directory: at,
    fileSystem,
    isReadOnly,
    embedding: createFakeEmbeddingModel({ dimensions: 4 }),
  });

async function state(index: FolderIndex): Promise<unknown> {
  const seen: unknown[] = [];
  for (const { id } of await index.listDocuments(user())) seen.push(await index.readDocument(id, user()));
  for (const mode of ['lexical', 'dense'] as const)
    seen.push(withoutTimings(await index.search({ query: 'depot number 3', mode }, user())));
  return seen;
}

async function files(of: FileSystem, at = directory): Promise<readonly string[]> {
  const root = join(at, 'segments');
  const paths: string[] = [];
  for (const folder of await of.list(root))
    for (const name of await of.list(join(root, folder))) paths.push(join(root, folder, name));
  return paths;
}

async function overwrite(path: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  const bytes = await fileSystem.readFile(path);
  const handle = await fileSystem.open(path, 'create');
  await handle.append(change(bytes));
  await handle.close();
}

let index: FolderIndex;
beforeEach(async () => {
  fileSystem = createPowerCutFileSystem({ seed: 3 });
  index = await open();
  await index.ingest(streamOf(numbered(6)), { context: writer });
  await index.ingest(streamOf([documentOf('0.md', 'The depot is closed.')]), { context: writer });
});

describe('verifying', () => {
  it('reads every file, and finds nothing in a sound index', async () => {
    const report = await verifyFolderIndex({ directory, fileSystem });
    expect(report).toMatchObject({ generation: 2, files: 4, faults: [] });
    expect(report.bytes).toBeGreaterThan(1_000);
  });

  it('names each file that is changed, cut short or missing, and goes on with the others', async () => {
    const all = await files(fileSystem);
    for (const path of all) {
      const content = await fileSystem.readFile(path);
      const name = path.slice(path.lastIndexOf('/') + 1);
      for (const change of [
        (bytes: Uint8Array) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1),
        (bytes: Uint8Array) => bytes.slice(0, -1),
        () => new Uint8Array(),
      ]) {
        await overwrite(path, change);
        const { faults } = await verifyFolderIndex({ directory, fileSystem });
        expect(faults.map(({ file }) => file)).toEqual([name]);
        await overwrite(path, () => content);
      }
      await fileSystem.remove(path);
      expect((await verifyFolderIndex({ directory, fileSystem })).faults).toEqual([
        { file: name, message: 'the file is missing' },
      ]);
      const handle = await fileSystem.open(path, 'create');
      await handle.append(content);
      await handle.close();
    }
    expect((await verifyFolderIndex({ directory, fileSystem })).faults).toEqual([]);
  });

  it('says that the newest manifest is damaged, and stops for the caller', async () => {
    const manifests = (await fileSystem.list(directory)).filter((name) => name.endsWith('.json')).sort();
    await overwrite(join(directory, manifests.at(-1)!), (bytes) => bytes.slice(0, 30));
    expect((await verifyFolderIndex({ directory, fileSystem })).faults).toMatchObject([{ file: 'index' }]);
    const gone = verifyFolderIndex({ directory, fileSystem, signal: AbortSignal.abort() });
    await expect(gone).rejects.toMatchObject({ code: 'aborted' });
    await expect(verifyFolderIndex({ directory: '/none', fileSystem })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('statistics and compaction', () => {
  it('count what is dead, and give its space back', async () => {
    const before = await readIndexStatistics({ directory, fileSystem });
    expect(before.tenants).toMatchObject([
      { tenant: 't', isClosed: false, documents: 6, chunks: 6, deadChunks: 1, segments: 2 },
    ]);
    expect(before.tenants[0]?.embedding).toBeDefined();
    const seen = await state(index);
    const report = await index.compact(writer);
    expect(report).toMatchObject({ filesRemoved: 4, bytesRemoved: before.tenants[0]?.bytes });
    const after = await readIndexStatistics({ directory, fileSystem });
    expect(after.tenants).toMatchObject([{ documents: 6, chunks: 6, deadChunks: 0, segments: 1, bytes: report.bytes }]);
    expect(report.bytes).toBeLessThan(report.bytesRemoved);
    expect(await files(fileSystem)).toHaveLength(2);
    expect(await state(index)).toEqual(seen);
    expect(await state(await open())).toEqual(seen);
    expect(await index.compact(writer)).toMatchObject({ filesRemoved: 0, generation: report.generation });
  });

  it('keep vectors: without their embedder nothing is compacted', async () => {
    const wordsOnly = await openFolderIndex({ directory, fileSystem });
    await expect(wordsOnly.compact(writer)).rejects.toMatchObject({ code: 'conflict' });
    expect(await files(fileSystem)).toHaveLength(4);
  });

  it('drop the records of deletions', async () => {
    await index.ingest(streamOf([]), { context: writer, deleteMissing: true });
    expect(await index.compact(writer)).toMatchObject({ bytes: 0 });
    expect(await files(fileSystem)).toEqual([]);
    expect(await index.listDocuments(user())).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('answers as the index did, whatever becomes of the index, and can be put back by the same call', async () => {
    const seen = await state(index);
    const report = await snapshotFolderIndex({ directory, destination, fileSystem });
    expect(report).toMatchObject({ generation: 2, files: 4 });
    await index.ingest(streamOf([documentOf('new.md', 'A depot number 3 more.')]), {
      context: writer,
      deleteMissing: true,
    });
    expect(await state(await open(destination, true))).toEqual(seen);
    await snapshotFolderIndex({ directory: destination, destination: '/restored', fileSystem });
    const restored = await open('/restored');
    expect(await state(restored)).toEqual(seen);
    expect(await restored.ingest(streamOf(numbered(1)), { context: writer })).toMatchObject({ updated: 1 });
  });

  it('never holds a damaged file, nor overwrites anything', async () => {
    for (const within of [directory, `${directory}/segments/copy`, `${directory}/../i/copy`, 'relative'])
      await expect(snapshotFolderIndex({ directory, destination: within, fileSystem })).rejects.toMatchObject({
        code: 'invalid-input',
      });
    await fileSystem.makeDirectory('/full/of');
    await expect(snapshotFolderIndex({ directory, destination: '/full', fileSystem })).rejects.toMatchObject({
      code: 'conflict',
    });
    const [path = ''] = await files(fileSystem);
    await overwrite(path, (bytes) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1));
    await expect(snapshotFolderIndex({ directory, destination, fileSystem })).rejects.toMatchObject({
      code: 'integrity',
    });
    expect(await (await openFolderIndex({ directory: destination, fileSystem })).listDocuments(user())).toEqual([]);
  });

  it('that meets a compaction begins anew with what is there then', async () => {
    let compactions = 0;
    const disturbed: FileSystem = Object.create(fileSystem, {
      readFile: {
        value: async (path: string) => {
          if (path.endsWith('.vectors') && compactions++ === 0) await index.compact(writer);
          return fileSystem.readFile(path);
        },
      },
    }) as FileSystem;
    const report = await snapshotFolderIndex({ directory, destination, fileSystem: disturbed });
    expect(report).toMatchObject({ generation: 3, files: 2 });
    expect(await state(await open(destination, true))).toEqual(await state(index));
  });

  it('that is cut off by a power failure opens empty or whole', async () => {
    const seen = await state(index);
    let cuts = 0;
    for (let after = 1; after < 40; after++) {
      let machine = createPowerCutFileSystem({ seed: after });
      const embedding = createFakeEmbeddingModel({ dimensions: 4 });
      const source = await openFolderIndex({ directory, fileSystem: machine, embedding });
      await source.ingest(streamOf(numbered(6)), { context: writer });
      await source.ingest(streamOf([documentOf('0.md', 'The depot is closed.')]), { context: writer });
      machine = machine.cut({ cutAfter: after });
      let isDone = false;
      try {
        await snapshotFolderIndex({ directory, destination, fileSystem: machine });
        isDone = true;
      } catch {
        cuts++;
      }
      machine = machine.cut();
      if ((await machine.stat(destination)) === undefined) {
        expect(isDone).toBe(false);
        continue;
      }
      const copy = await openFolderIndex({ directory: destination, fileSystem: machine, embedding, isReadOnly: true });
      if (isDone || (await copy.listDocuments(user())).length > 0) expect(await state(copy)).toEqual(seen);
    }
    expect(cuts).toBeGreaterThan(10);
  });
});
