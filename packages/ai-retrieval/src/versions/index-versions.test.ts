import type { SourceDocument } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import type { Judgements } from '../evaluation/trec.ts';
import { accessContract } from '../testing/access-contract.ts';
import { documentOf, numbered, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { bringInStep } from './bring-in-step.ts';
import type { JudgedQuery } from '../evaluation/judged-query.ts';
import { openIndexVersions, openIndexVersionsWith } from './index-versions.ts';
import type { IndexVersions, IndexVersionsOptions } from './version-types.ts';

const directory = '/data/versions';
const reader = user();
const words = 'amber basalt cobalt dolomite emerald feldspar garnet hematite iolite jasper kyanite lapis'.split(' ');

/** Documents of three sections each, of which one is about a word of its own. */
function corpus(count = 40): SourceDocument[] {
  return Array.from({ length: count }, (_, number) => {
    const [first = '', second = ''] = [words[number % 12], words[Math.floor(number / 12)]];
    return documentOf(
      `${String(number)}.md`,
      `# Sample ${String(number)}\n\n${'A stone is a stone. '.repeat(20)}\n\n## Where\n\nIt lies beside ${first} and ${second}.\n\n## When\n\n${'It was found in the hills. '.repeat(20)}`,
    );
  });
}

const queries: readonly JudgedQuery[] = Array.from({ length: 40 }, (_, number) => ({
  id: `q${String(number)}`,
  query: `${words[number % 12] ?? ''} ${words[Math.floor(number / 12)] ?? ''}`,
  principal: reader.principal,
}));
const judgements: Judgements = new Map(queries.map(({ id }, number) => [id, new Map([[`${String(number)}.md`, 1]])]));

const open: IndexVersionsOptions['open'] = ({ chunkTokens, dimensions }) => ({
  ...(chunkTokens !== undefined && { chunking: { maxTokens: Number(chunkTokens), minTokens: 16 } }),
  ...(dimensions !== undefined && { embedding: createFakeEmbeddingModel({ dimensions: Number(dimensions) }) }),
});

async function started(
  documents: readonly SourceDocument[] = corpus(),
  options: Partial<IndexVersionsOptions> = {},
): Promise<{ readonly versions: IndexVersions; readonly fileSystem: FileSystem }> {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const versions = await openIndexVersions({ directory, open, fileSystem, ...options });
  await versions.live.ingest(streamOf(documents), { context: writer });
  return { versions, fileSystem };
}

async function chunksOf({ live }: IndexVersions): Promise<number> {
  const listed = await live.listDocuments(reader);
  return listed.reduce((sum, { chunks }) => sum + chunks, 0);
}

const idsOf = async ({ live }: IndexVersions, groups: readonly string[] = []): Promise<readonly string[]> =>
  (await live.listDocuments(user(groups))).map(({ id }) => id);

describe('the version that answers', () => {
  it.each(accessContract)('$name', async ({ run }) => {
    await run({
      open: async () =>
        (await openIndexVersions({ directory, open, fileSystem: createPowerCutFileSystem({ seed: 1 }) })).live,
    });
  });

  it('changes at a promotion, in every process, at the next search', async () => {
    const { versions, fileSystem } = await started();
    const other = await openIndexVersions({ directory, open, fileSystem, isReadOnly: true });
    const before = await chunksOf(other);
    const id = await versions.create({ chunkTokens: 40 });
    expect(await versions.build(id)).toMatchObject({ tenants: 1, documents: 40, deleted: 0 });
    expect(await chunksOf(other)).toBe(before);
    const promotion = await versions.promote(id, { queries, judgements, gate: { maxLoss: 0.05 } });
    expect(promotion).toMatchObject({ isPromoted: true, verdict: 'pass' });
    expect(promotion.comparison.candidate.report.measures['ndcg@10']?.mean).toBeGreaterThan(0.9);
    for (const each of [versions, other]) expect(await chunksOf(each)).toBeGreaterThan(before);
    expect(await other.list()).toMatchObject({
      live: 'v2',
      previous: 'v1',
      versions: [{ id: 'v1' }, { id: 'v2', settings: { chunkTokens: 40 } }],
      history: [{ kind: 'promoted', version: 'v2', from: 'v1', evidence: { measure: 'ndcg@10', queries: 40 } }],
    });
    expect(await versions.rollBack()).toMatchObject({ live: 'v1', documents: 0, embeddingCalls: 0 });
    for (const each of [versions, other]) expect(await chunksOf(each)).toBe(before);
  });

  it('answers every search while versions change, each from one version alone', async () => {
    const { versions, fileSystem } = await started(corpus(12));
    const id = await versions.create({ chunkTokens: 40 });
    await versions.build(id);
    const other = await openIndexVersions({ directory, open, fileSystem, isReadOnly: true });
    const spans = new Set<string>();
    let isOver = false;
    const searching = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!isOver) {
          const { passages } = await other.live.search({ query: 'amber stone hills', limit: 100 }, reader);
          spans.add(JSON.stringify(passages.map(({ document, span }) => [document, span])));
          await new Promise((resolve) => setImmediate(resolve));
        }
      }),
    );
    await versions.promote(id, { queries, judgements, gate: { maxLoss: 1 } });
    for (let turn = 0; turn < 20; turn++) await versions.rollBack();
    isOver = true;
    await searching;
    expect(spans.size).toBe(2);
    await other.live.close();
  });
});

describe('a candidate', () => {
  it('that finds less is not promoted', async () => {
    const { versions } = await started(corpus(), { initial: { chunkTokens: 100 } });
    const id = await versions.create({ chunkTokens: 100, dimensions: 2 });
    const promotion = await versions.promote(id, {
      queries,
      judgements,
      candidateRequest: { mode: 'dense', limit: 100 },
    });
    expect(promotion).toMatchObject({ isPromoted: false, verdict: 'fail' });
    expect(promotion.reasons[0]).toMatch(/more is lost than 0.01/);
    expect((await versions.list()).live).toBe('v1');
  });

  it('is not promoted on a handful of queries, nor when it is too slow', async () => {
    const { versions } = await started();
    const id = await versions.create({ chunkTokens: 200 });
    const few = await versions.promote(id, { queries: queries.slice(0, 19), judgements });
    expect(few).toMatchObject({ isPromoted: false, verdict: 'undecided' });
    expect(few.reasons[0]).toMatch(/at least 20/);
    const slow = await versions.promote(id, { queries, judgements, gate: { maxLoss: 1, maxSlowdown: 1e-9 } });
    expect(slow).toMatchObject({ isPromoted: false, verdict: 'fail' });
    expect((await versions.list()).history).toEqual([]);
  });

  it('is built on where a run was cut off', async () => {
    const { versions } = await started(numbered(600));
    const id = await versions.create({ dimensions: 4 });
    const controller = new AbortController();
    const cut = versions.build(id, {
      signal: controller.signal,
      onProgress: ({ documents }) => documents === 500 && controller.abort(),
    });
    await expect(cut).rejects.toMatchObject({ code: 'aborted' });
    const rest = await versions.build(id);
    expect(rest.documents).toBeLessThanOrEqual(600 - 256);
    expect(await versions.build(id)).toMatchObject({ documents: 0, embeddingCalls: 0 });
  });

  it('holds vectors of its own embedder alone, and is not opened with another', async () => {
    const { versions, fileSystem } = await started();
    const id = await versions.create({ dimensions: 4 });
    await versions.build(id);
    await versions.live.close();
    const changed = await openIndexVersions({
      directory,
      fileSystem,
      open: ({ dimensions }) =>
        dimensions === undefined ? {} : { embedding: createFakeEmbeddingModel({ dimensions: 8 }) },
    });
    await expect(changed.build(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(changed.promote(id, { queries, judgements })).rejects.toThrow(/another embedder/);
    expect((await changed.live.search({ query: 'amber' }, reader)).passages).not.toEqual([]);
  });

  it('is named in every complaint about it', async () => {
    const { versions, fileSystem } = await started();
    for (const work of [() => versions.build('v9'), () => versions.remove('v9')])
      await expect(work()).rejects.toMatchObject({ code: 'not-found' });
    for (const work of [() => versions.build('v1'), () => versions.remove('v1')])
      await expect(work()).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(versions.rollBack()).rejects.toMatchObject({ code: 'not-found' });
    const id = await versions.create({});
    await expect(versions.compare(id, { queries: [], judgements })).rejects.toThrow(/at least one query/);
    const twice = [...queries, ...queries];
    await expect(versions.compare(id, { queries: twice, judgements })).rejects.toThrow(/twice/);
    const gate = { measure: 'ndcg@7' };
    await expect(versions.promote(id, { queries, judgements, gate })).rejects.toThrow(/gate.measure must be one of/);
    const reading = await openIndexVersions({ directory, open, fileSystem, isReadOnly: true });
    await expect(reading.create({})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(reading.live.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('goes with all its files when it is removed', async () => {
    const { versions, fileSystem } = await started();
    const id = await versions.create({ dimensions: 4 });
    await versions.build(id);
    await versions.remove(id);
    expect(await fileSystem.stat(`${directory}/${id}`)).toBeUndefined();
    expect((await versions.list()).versions.map((version) => version.id)).toEqual(['v1']);
    expect(await versions.create({})).toBe('v3');
  });
});

const secret = documentOf('secret.md', '# Garnet\n\nA garnet that nobody may know of.');
const shared = documentOf('shared.md', '# Jasper\n\nA jasper for everybody.');
const closed = { ...shared, acl: { allow: ['group:board'] } };

/** Deletes a document and closes another between building and promoting, and again between promoting and going back; tells what everybody may read at the end of each. */
async function afterChanges(
  seams: Parameters<typeof openIndexVersionsWith>[1],
): Promise<readonly (readonly string[])[]> {
  const fileSystem = createPowerCutFileSystem({ seed: 3 });
  const versions = await openIndexVersionsWith({ directory, open, fileSystem }, seams);
  const ingest = (documents: readonly SourceDocument[]): Promise<unknown> =>
    versions.live.ingest(streamOf(documents), { context: writer, deleteMissing: true });
  const base = corpus();
  const other = documentOf('other.md', '# Lapis\n\nLapis for everybody, for now.');
  await ingest([...base, secret, shared, other]);
  const id = await versions.create({ chunkTokens: 60 });
  await versions.build(id);
  await ingest([...base, closed, other]);
  const gate = { maxLoss: 1 };
  await versions.promote(id, { queries, judgements, gate });
  const promoted = await idsOf(versions);
  await ingest([...base, closed, { ...other, acl: { allow: ['user:nobody'] } }]);
  await versions.rollBack();
  return [promoted, await idsOf(versions)];
}

describe('what was deleted or closed since', () => {
  const all = corpus().map(({ id }) => id);
  const expected = [[...all, 'other.md'].sort(), [...all].sort()];

  it('neither comes back with a promotion nor with a rollback', async () => {
    expect(await afterChanges({})).toEqual(expected);
  });

  it('would come back, and be noticed here, if nothing were brought over before a flip', async () => {
    const nothing = { tenants: 0, documents: 0, deleted: 0, chunks: 0, embeddingCalls: 0 };
    let calls = 0;
    const planted = {
      // The first builds; all later ones do nothing.
      bringInStep: (...parameters: Parameters<typeof bringInStep>) =>
        calls++ === 0 ? bringInStep(...parameters) : Promise.resolve(nothing),
    };
    const seen = await afterChanges({ ...planted, demandInStep: () => Promise.resolve() });
    expect(seen[0]).toContain('secret.md');
    expect(seen[0]).toContain('shared.md');
    calls = 0;
    await expect(afterChanges(planted)).rejects.toThrow(/differs from the one that answers in 2 documents/);
  });

  it('is erased from every version, with every byte', async () => {
    const { versions, fileSystem } = await started([
      ...corpus(),
      documentOf('leave.md', '# Leave\n\nAnn was away: canarytext7.', { metadata: { subjects: ['ann'] } }),
    ]);
    const id = await versions.create({ chunkTokens: 60, dimensions: 4 });
    const third = await versions.create({ chunkTokens: 80 });
    for (const each of [id, third]) await versions.build(each);
    await versions.promote(id, { queries, judgements, gate: { maxLoss: 1 } });
    // Gone from the one that answers already, but not from those beside it.
    await versions.live.ingest(streamOf(corpus()), { context: writer, deleteMissing: true });
    expect(await everyByte(fileSystem, directory)).toContain('canarytext7');
    const record = await versions.live.eraseSubject({ subject: 'ann' }, writer);
    expect(record).toMatchObject({ documents: [{ document: 'leave.md' }], absent: [] });
    expect(await everyByte(fileSystem, directory)).not.toContain('canarytext7');
    expect(await idsOf(versions)).toHaveLength(40);
  });
});

it.each([1, 2, 300, 599])(
  'erases a document from a version that is being built, when %i documents are in it',
  async (at) => {
    const canary = documentOf('300.md', 'Ann was away: canarytext7.', { metadata: { subjects: ['ann'] } });
    const { versions, fileSystem } = await started([...numbered(300), canary, ...numbered(299, 301)]);
    const id = await versions.create({ dimensions: 4 });
    let erasing: Promise<unknown> | undefined;
    await versions.build(id, {
      onProgress({ documents }) {
        if (documents === at) erasing ??= versions.live.eraseSubject({ subject: 'ann' }, writer);
      },
    });
    await erasing;
    expect(erasing).toBeDefined();
    expect(await everyByte(fileSystem, directory)).not.toContain('canarytext7');
    expect(await versions.build(id)).toMatchObject({ documents: 0, deleted: 0 });
  },
);

it('refuses to answer from an older state when the newest is damaged', async () => {
  const { versions, fileSystem } = await started();
  const id = await versions.create({});
  await versions.promote(id, { queries, judgements, gate: { maxLoss: 1 } });
  const names = (await fileSystem.list(directory)).filter((name) => name.startsWith('versions.'));
  const handle = await fileSystem.open(`${directory}/${names.at(-1) ?? ''}`, 'append');
  await handle.truncate(10);
  await handle.close();
  await expect(openIndexVersions({ directory, open, fileSystem })).rejects.toMatchObject({ code: 'integrity' });
});

it('opens nothing where there is nothing, and only absolute paths', async () => {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  await expect(openIndexVersions({ directory, open, fileSystem, isReadOnly: true })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(openIndexVersions({ directory: 'here', open, fileSystem })).rejects.toThrow(/absolute path/);
  const chunking = { maxTokens: 8, minTokens: 0 };
  const wrong = await openIndexVersions({ directory, open: () => ({ chunking }), fileSystem });
  await expect(wrong.live.listDocuments(reader)).rejects.toThrow(/chunking.maxTokens/);
});

async function everyByte(fileSystem: FileSystem, path: string): Promise<string> {
  const stat = await fileSystem.stat(path);
  if (stat?.kind === 'file') return Buffer.from(await fileSystem.readFile(path)).toString('latin1');
  const inside = await Promise.all(
    (await fileSystem.list(path)).map((name) => everyByte(fileSystem, `${path}/${name}`)),
  );
  return inside.join('\n');
}
