import { createContext, type EmbeddingModel } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem, withoutSyncs, type PowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import type { FolderIndex } from '../src/index.ts';
import { openFolderIndexWith } from '../src/index/folder-index.ts';
import { createRandom } from '../src/testing/world.ts';
import { corpusOf, ingestVersion, visibleState, writer } from './story.ts';
import { processesOfLife } from '../src/testing/machine-life.ts';

const wanted = process.env['AI_LONG'] === '1' ? 2_000 : 240;
const size = 24;
const versions = 3;

function open(fileSystem: FileSystem, life: number, embedding: EmbeddingModel): Promise<FolderIndex> {
  return openFolderIndexWith(
    { directory: '/data/index', fileSystem, embedding },
    { lock: { processes: processesOfLife(life) }, batchRecords: 7 },
  );
}

const embedder = (): EmbeddingModel => createFakeEmbeddingModel({ dimensions: 4 });

/** What an uninterrupted run of all versions up to each one shows. */
async function expectedStates(): Promise<readonly string[]> {
  const states: string[] = [];
  for (let version = 1; version <= versions; version++) {
    const index = await open(createPowerCutFileSystem({ seed: version }), 1, embedder());
    await ingestVersion(index, version, size);
    states.push(await visibleState(index));
  }
  return states;
}

interface Outcome {
  readonly cuts: number;
  readonly broken: string | undefined;
}

/** Ingests version after version on a machine whose power fails at random operations; after each failure the index must open, whole, and the run is begun again. */
async function story(
  seed: number,
  expected: readonly string[],
  mutate: (fileSystem: FileSystem) => FileSystem,
): Promise<Outcome> {
  const random = createRandom(seed);
  const cutAfter = (): number => 1 + Math.floor(random() * (random() < 0.5 ? 30 : 110));
  let machine: PowerCutFileSystem = createPowerCutFileSystem({ seed, cutAfter: cutAfter() });
  let cuts = 0;
  let acknowledged = 0;
  let life = 0;
  let version = 1;
  let patience = 0;
  while (version <= versions) {
    life++;
    let index: FolderIndex | undefined;
    try {
      index = await open(mutate(machine), life, embedder());
      const fault = await findFault(index, acknowledged, expected);
      if (fault !== undefined) return { cuts, broken: fault };
      await ingestVersion(index, version, size);
      acknowledged = version;
      if ((await visibleState(index)) !== expected[version - 1])
        return { cuts, broken: `version ${String(version)} is not what an uninterrupted run gives` };
      version++;
      patience = 0;
    } catch (error) {
      if (machine.isPowered) return { cuts, broken: String(error) };
    }
    await index?.close().catch(() => undefined);
    if (!machine.isPowered || random() < 0.4) {
      cuts++;
      machine = machine.cut(++patience > 4 ? {} : { cutAfter: cutAfter() });
    }
  }
  try {
    return { cuts, broken: await lastFault(machine.cut(), life + 1, expected) };
  } catch (error) {
    return { cuts, broken: String(error) };
  }
}

/** The last life is undisturbed: what was acknowledged is there, and there is nothing left to do. */
async function lastFault(machine: FileSystem, life: number, expected: readonly string[]): Promise<string | undefined> {
  const last = await open(machine, life, embedder());
  if ((await visibleState(last)) !== expected[versions - 1]) return 'the acknowledged state did not survive';
  const again = await ingestVersion(last, versions, size);
  if (again.embeddingCalls > 0 || again.added + again.updated + again.deleted > 0)
    return 'the last run was not complete';
  return undefined;
}

/** After a failure: what was acknowledged is there or the beginning of the next version on top of it, every document whole. */
async function findFault(
  index: FolderIndex,
  acknowledged: number,
  expected: readonly string[],
): Promise<string | undefined> {
  const staff = createContext({ principal: { ...writer.principal, kind: 'user', subject: 'u', groups: ['staff'] } });
  const known = [acknowledged, acknowledged + 1].flatMap((version) => (version === 0 ? [] : corpusOf(version, size)));
  const whole = new Set(known.map((document) => `${document.id}\n${document.text}`));
  const listed = await index.listDocuments(staff);
  for (const { id } of listed) {
    const document = await index.readDocument(id, staff);
    if (!whole.has(`${id}\n${document?.text ?? ''}`)) return `document ${id} is of no version that was being written`;
  }
  if (acknowledged > 0 && listed.length === 0) return 'everything is gone';
  if (acknowledged === versions && (await visibleState(index)) !== expected[versions - 1])
    return 'the acknowledged state is gone';
  return undefined;
}

describe(`${String(wanted)} power cuts during ingestion`, () => {
  it('leave an index that opens whole, and the next run ends where an uninterrupted one does', async () => {
    const expected = await expectedStates();
    let cuts = 0;
    for (let seed = 1; cuts < wanted; seed++) {
      const outcome = await story(seed, expected, (fileSystem) => fileSystem);
      if (outcome.broken !== undefined) expect.fail(`seed ${String(seed)}: ${outcome.broken}`);
      cuts += outcome.cuts;
    }
  }, 600_000);

  it.each([
    [
      'segments are not synced',
      (call: { kind: string; path: string }) => call.kind === 'file' && call.path.includes('/segments/'),
    ],
    [
      'the folders of segments are not synced',
      (call: { kind: string; path: string }) => call.kind === 'directory' && call.path.includes('/segments/'),
    ],
    [
      'the manifest is not synced',
      (call: { kind: string; path: string }) => call.path.includes('/index.') || call.path === '/data/index',
    ],
  ])('are noticed when %s', async (_, isSkipped) => {
    const expected = await expectedStates();
    let broken: string | undefined;
    for (let seed = 1; seed <= 60 && broken === undefined; seed++) {
      broken = (await story(seed, expected, (fileSystem) => withoutSyncs(fileSystem, isSkipped))).broken;
    }
    expect(broken).toBeDefined();
  });
});
