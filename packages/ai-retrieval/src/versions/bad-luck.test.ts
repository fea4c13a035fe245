import { AiError, type EmbeddingModel } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { expect, it } from 'vitest';
import { numbered, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { openIndexVersions } from './index-versions.ts';
import type { IndexVersions } from './version-types.ts';

const directory = '/data/versions';
const reader = user();
const documents = numbered(40);
const queries = documents.map(({ id, text }) => ({ id, query: text, principal: reader.principal }));
const judgements = new Map(queries.map(({ id }) => [id, new Map([[id, 1]])]));
const gate = { maxLoss: 1 };
const open = (): { readonly embedding: EmbeddingModel } => ({ embedding: createFakeEmbeddingModel({ dimensions: 8 }) });

async function idsOf({ live }: IndexVersions): Promise<readonly string[]> {
  return (await live.listDocuments(reader)).map(({ id }) => id);
}

it('leaves the version that answers as it was, whenever the disk is full', async () => {
  const full: string[] = [];
  let promoted = 0;
  for (let capacityBytes = 24_000; promoted < 3; capacityBytes += 2_000) {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes });
    const versions = await openIndexVersions({ directory, open, fileSystem });
    try {
      await versions.live.ingest(streamOf(documents), { context: writer });
    } catch (error) {
      expect(error).toMatchObject({ code: 'resource-exhausted' });
      continue;
    }
    const expected = await idsOf(versions);
    let step = 'create';
    try {
      const id = await versions.create({});
      step = 'build';
      await versions.build(id);
      step = 'promote';
      await versions.promote(id, { queries, judgements, gate });
      promoted++;
    } catch (error) {
      expect(error).toMatchObject({ code: 'resource-exhausted' });
      full.push(step);
      expect((await versions.list()).live).toBe('v1');
    }
    expect(await idsOf(versions)).toEqual(expected);
    const again = await openIndexVersions({ directory, open, fileSystem: fileSystem.cut() });
    expect(await idsOf(again)).toEqual(expected);
    expect((await again.live.search({ query: 'depot 7' }, reader)).passages).not.toEqual([]);
  }
  expect(new Set(full).has('build')).toBe(true);
});

it('goes on answering while an embedder fails, and the build goes on once it is back', async () => {
  let isDown = false;
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const model = createFakeEmbeddingModel({ dimensions: 8 });
  const embedding: EmbeddingModel = {
    id: model.id,
    fingerprint: model.fingerprint,
    dimensions: model.dimensions,
    embed: (request, context) =>
      isDown ? Promise.reject(new AiError('unavailable', 'the embedder is down')) : model.embed(request, context),
  };
  const versions = await openIndexVersions({
    directory,
    fileSystem,
    open: ({ isEmbedded }) => (isEmbedded === true ? { embedding } : {}),
  });
  await versions.live.ingest(streamOf(documents), { context: writer });
  const id = await versions.create({ isEmbedded: true });
  isDown = true;
  await expect(versions.build(id)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(versions.promote(id, { queries, judgements, gate })).rejects.toMatchObject({ code: 'unavailable' });
  expect(await idsOf(versions)).toHaveLength(40);
  isDown = false;
  expect(await versions.promote(id, { queries, judgements, gate })).toMatchObject({ isPromoted: true });
  // Back to the one without an embedder, which needs none.
  isDown = true;
  expect(await versions.rollBack()).toMatchObject({ live: 'v1' });
  expect(await idsOf(versions)).toHaveLength(40);
});

it('answers a thousand callers at once while another version takes over', async () => {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const versions = await openIndexVersions({ directory, open, fileSystem });
  await versions.live.ingest(streamOf(documents), { context: writer });
  const id = await versions.create({});
  const callers = Array.from({ length: 1_000 }, (_, at) =>
    versions.live.search({ query: `depot number ${String(at % 40)}` }, reader),
  );
  const [promotion, ...responses] = await Promise.all([
    versions.promote(id, { queries, judgements, gate }),
    ...callers,
  ]);
  expect(promotion.isPromoted).toBe(true);
  for (const { passages } of responses) expect(passages.length).toBeGreaterThan(0);
  await versions.live.close();
  await expect(versions.live.search({ query: 'depot' }, reader)).rejects.toMatchObject({ code: 'conflict' });
});
