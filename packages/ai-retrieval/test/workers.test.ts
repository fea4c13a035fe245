import { AiError, type KeyValue, type SourceDocument } from '@org/ai-core';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFolderIndex } from '../src/index.ts';
import { documentOf, numbered, user, writer } from '../src/testing/corpus.ts';
import { claimDocument } from '../src/workers/claim-document.ts';
import { createIngestState } from '../src/workers/ingest-state.ts';
import { createEmbeddingCache, createIngestRuns, createIngestWorker } from '../src/workers/workers.ts';
import { createMemoryKeyValue, createMemoryQueue } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createGate, directIndex, openWorld, readingsOf, referencesOf, service, until } from './ingest-world.ts';
import { deliveryAfterDeletion, staleDelivery, waitingForAll } from './worker-scenarios.ts';

const queries = ['depot number 7', 'note opens at six', 'number'];
const idsOf = async (index: {
  listDocuments: (context: ReturnType<typeof user>) => Promise<readonly { id: string }[]>;
}): Promise<readonly string[]> => (await index.listDocuments(user())).map(({ id }) => id);

describe('ingesting through a queue', () => {
  it('ends as a direct ingestion does, and says what it did', async () => {
    const world = await openWorld(numbered(23));
    world.start();
    world.start();
    const first = await world.ended(await world.enqueue());
    expect(first).toMatchObject({
      phase: 'completed',
      batches: 6,
      batchesDone: 6,
      documents: 23,
      counts: { added: 23, updated: 0, unchanged: 0, deleted: 0, outdated: 0, gone: 0 },
      deadBatches: [],
    });
    expect(await readingsOf(world.index, queries)).toEqual(await readingsOf(await directIndex(numbered(23)), queries));

    for (const { id } of numbered(5)) world.source.delete(id);
    world.source.set('9.md', documentOf('9.md', '# Note 9\n\nThe depot number 9 has moved.'));
    const second = await world.ended(await world.enqueue({ deleteMissing: true }));
    expect(second.counts).toMatchObject({ added: 0, updated: 1, unchanged: 17, deleted: 5 });
    expect(await readingsOf(world.index, queries)).toEqual(
      await readingsOf(await directIndex(world.source.values()), queries),
    );
  });

  it('changes nothing when jobs are delivered again, whenever that is', async () => {
    const world = await openWorld(numbered(9));
    world.start();
    const run = await world.enqueue({ deleteMissing: true });
    const { counts } = await world.ended(run);
    const before = await readingsOf(world.index, queries);
    const { generation } = await world.index.ingest(referencesToNothing(), { context: writer });
    await world.queue.add(world.added.map(({ payload }, index) => ({ id: `again-${String(index)}`, payload })));
    const again = world.added.filter(({ id }) => id.startsWith('again'));
    for (const { id } of again) await until(async () => (await world.queue.inspect(id))?.state === 'done');
    expect(await readingsOf(world.index, queries)).toEqual(before);
    expect((await world.index.ingest(referencesToNothing(), { context: writer })).generation).toBe(generation);
    expect((await world.runs.status(run, writer))?.counts).toEqual(counts);
  });

  it('never puts an older delivery over a newer one', async () => {
    expect(await staleDelivery({})).toBe('new');
  });

  it('goes by the version of the source where there is one, also when runs come out of order', async () => {
    const world = await openWorld([documentOf('a.md', 'the fifth version')]);
    world.start();
    const bring = async (version: number, text: string): Promise<Awaited<ReturnType<typeof world.ended>>> => {
      world.source.set('a.md', documentOf('a.md', text));
      const options = { context: writer, deleteMissing: true };
      return world.ended((await world.runs.enqueue(referencesOf(['a.md'], { version }), options)).run);
    };
    await bring(5, 'the fifth version');
    const late = await bring(4, 'the fourth version');
    expect(late.counts).toMatchObject({ outdated: 1, updated: 0, deleted: 0 });
    expect((await world.index.readDocument('a.md', user()))?.text).toBe('the fifth version');
    await bring(6, 'the sixth version');
    expect((await world.index.readDocument('a.md', user()))?.text).toBe('the sixth version');
  });

  it('never brings back what a later run has deleted', async () => {
    expect(await deliveryAfterDeletion({})).toEqual(['1.md', '2.md']);
  });

  it('embeds before its turn to write, and never what is known', async () => {
    const model = createFakeEmbeddingModel();
    const embedding = createEmbeddingCache(model);
    const world = await openWorld(numbered(6));
    const directory = '/e';
    const index = await openFolderIndex({ directory, fileSystem: createPowerCutFileSystem({ seed: 3 }), embedding });
    const calls: number[] = [];
    const watched = {
      ...index,
      ingest: async (...parameters: Parameters<typeof index.ingest>) => {
        const before = model.calls;
        const report = await index.ingest(...parameters);
        calls.push(model.calls - before);
        return report;
      },
    };
    world.start({ index: watched, embedding, concurrency: 1 });
    await world.ended(await world.enqueue());
    expect(model.embedded).toBe(6);
    expect(calls.every((count) => count === 0)).toBe(true);
    await world.ended(await world.enqueue());
    expect(model.embedded).toBe(6);
    expect((await index.search({ query: 'depot', mode: 'dense' }, user())).passages).not.toHaveLength(0);
  });

  it('waits for its turn while another process writes, and gives the job back when it is closed meanwhile', async () => {
    const world = await openWorld(numbered(2));
    let isTaken = true;
    let tries = 0;
    const index = {
      ...world.index,
      ingest: (...parameters: Parameters<typeof world.index.ingest>) => {
        tries++;
        if (isTaken) return Promise.reject(new AiError('conflict', 'another process writes'));
        return world.index.ingest(...parameters);
      },
    };
    const worker = world.start({ index });
    const run = await world.enqueue();
    await until(() => tries > 2);
    await worker.close({ graceMs: 1 });
    expect((await world.runs.status(run, writer))?.phase).toBe('running');
    world.start({ index });
    isTaken = false;
    expect((await world.ended(run)).counts).toMatchObject({ added: 2 });
  });

  it('leaves a document as it is whose source reads differently than its reference says, and reports it', async () => {
    const world = await openWorld(numbered(2));
    world.start();
    await world.ended(await world.enqueue());
    const digest = `sha256:${'0'.repeat(64)}`;
    const options = { context: writer, deleteMissing: true };
    const { run } = await world.runs.enqueue(referencesOf(['0.md', '1.md'], { digest }), options);
    const status = await world.ended(run);
    expect(status.problems.map(({ document, code }) => [document, code])).toEqual([
      ['0.md', 'changed'],
      ['1.md', 'changed'],
    ]);
    expect(await idsOf(world.index)).toEqual(['0.md', '1.md']);
  });
});

async function* referencesToNothing(): AsyncGenerator<SourceDocument> {
  // Asks for the generation alone.
}

describe('deleting what a run did not bring', () => {
  it('waits for every batch of the run', async () => {
    expect(await waitingForAll({})).toEqual({ meanwhile: 8, afterwards: 7, phase: 'completed' });
  });

  it('does not happen when a batch is dead, until it was tried again with success', async () => {
    const world = await openWorld(numbered(6));
    world.start();
    await world.ended(await world.enqueue());
    world.source.delete('5.md');
    let isDown = true;
    const flaky = await openWorldLike(world, ({ id }) =>
      id === '0.md' && isDown
        ? Promise.reject(new AiError('unavailable', 'the share does not answer'))
        : Promise.resolve(world.source.get(id)),
    );
    const status = await world.ended(flaky.run);
    expect(status).toMatchObject({
      phase: 'failed',
      batchesDone: 1,
      deadBatches: [{ batch: 0, reason: 'unavailable: the share does not answer' }],
      counts: { deleted: 0 },
    });
    expect(await idsOf(world.index)).toHaveLength(6);
    isDown = false;
    expect(await world.runs.retry(flaky.run, writer)).toBe(true);
    expect(await world.ended(flaky.run)).toMatchObject({ phase: 'completed', counts: { deleted: 1 }, deadBatches: [] });
    expect(await idsOf(world.index)).toEqual(['0.md', '1.md', '2.md', '3.md', '4.md']);
    expect(await world.runs.retry(flaky.run, writer)).toBe(false);
    await flaky.worker.close();
  });

  it('does not happen when the references end with a fault', async () => {
    const world = await openWorld(numbered(6));
    world.start();
    await world.ended(await world.enqueue());
    async function* broken(): ReturnType<typeof referencesOf> {
      yield* referencesOf(['0.md', '1.md']);
      throw new Error('the listing broke off');
    }
    const options = { context: writer, deleteMissing: true, batchDocuments: 1 };
    await expect(world.runs.enqueue(broken(), options)).rejects.toThrow('the listing broke off');
    const last = world.added.at(-1)?.id ?? '';
    await until(async () => (await world.queue.inspect(last))?.state === 'done');
    expect(await idsOf(world.index)).toHaveLength(6);
    const run = last.split('.')[0] ?? '';
    expect((await world.runs.status(run, writer))?.phase).toBe('failed');
  });

  it('does not happen in a run that was cancelled, whose other batches are passed over', async () => {
    const world = await openWorld(numbered(6));
    world.start();
    await world.ended(await world.enqueue());
    world.source.delete('5.md');
    world.source.set('4.md', documentOf('4.md', 'changed'));
    const gate = createGate();
    const idle = await openWorldLike(world, async ({ id }) => {
      await gate.pass();
      return world.source.get(id);
    });
    await gate.reached;
    expect(await world.runs.cancel(idle.run, writer)).toBe(true);
    gate.open();
    expect(await world.ended(idle.run)).toMatchObject({ phase: 'cancelled', counts: { updated: 0, deleted: 0 } });
    expect(await idsOf(world.index)).toHaveLength(6);
    expect(await world.runs.cancel(idle.run, writer)).toBe(false);
    await idle.worker.close();
  });
});

/** A run of the world's source in a queue of its own, taken by a worker with another source. */
async function openWorldLike(
  world: Awaited<ReturnType<typeof openWorld>>,
  load: Parameters<typeof createIngestWorker>[0]['load'],
): Promise<{ readonly run: string; readonly worker: ReturnType<typeof createIngestWorker> }> {
  const { state, index } = world;
  const queue = createMemoryQueue({ maxAttempts: 3, backoffMs: 2 });
  const worker = createIngestWorker({ queue, state, index, context: writer, load, pollMs: 2 });
  const runs = createIngestRuns({ queue, state, tenant: 't' });
  // The world watches and tries again through the queue that holds the jobs.
  Object.assign(world.runs, runs);
  const references = referencesOf(world.source.keys());
  const { run } = await runs.enqueue(references, { context: writer, deleteMissing: true, batchDocuments: 4 });
  return { run, worker };
}

describe('a run whose end was given up', () => {
  it('has failed, says why, and ends when it is tried again', async () => {
    const world = await openWorld(numbered(3));
    let isDown = true;
    const index = {
      ...world.index,
      ingest: (...[documents, options]: Parameters<typeof world.index.ingest>) =>
        options.deleteMissing === true && isDown
          ? Promise.reject(new AiError('resource-exhausted', 'the disk is full'))
          : world.index.ingest(documents, options),
    };
    world.start({ index });
    const run = await world.enqueue({ deleteMissing: true });
    expect(await world.ended(run)).toMatchObject({
      phase: 'failed',
      batchesDone: 1,
      deadBatches: [],
      failure: 'resource-exhausted: the disk is full',
    });
    isDown = false;
    expect(await world.runs.retry(run, writer)).toBe(true);
    expect(await world.ended(run)).toMatchObject({ phase: 'completed' });
  });
});

describe('who may ingest', () => {
  it('is a service of the tenant alone', async () => {
    const world = await openWorld(numbered(1));
    const contexts = [
      [user(), 'forbidden'],
      [service('ingest', 'other'), 'forbidden'],
    ] as const;
    for (const [context, code] of contexts) {
      await expect(world.runs.enqueue(referencesOf(['0.md']), { context })).rejects.toMatchObject({ code });
      await expect(world.runs.status('run-1', context)).rejects.toMatchObject({ code });
      await expect(world.runs.cancel('run-1', context)).rejects.toMatchObject({ code });
      await expect(world.runs.retry('run-1', context)).rejects.toMatchObject({ code });
    }
    expect(() => world.start({ context: user() })).toThrow(AiError);
    expect(world.added).toEqual([]);
  });

  it('is looked at again by the worker, which refuses jobs of others and does not touch the index for them', async () => {
    const world = await openWorld(numbered(2));
    const key = new Uint8Array(32).fill(7);
    const refused = async (
      work: (queue: typeof world.queue, state: KeyValue) => void,
      reason: string,
    ): Promise<void> => {
      const queue = createMemoryQueue({ maxAttempts: 3, backoffMs: 2 });
      const runs = createIngestRuns({ queue, state: world.state, tenant: 't' });
      work(queue, world.state);
      const { run } = await runs.enqueue(referencesOf(['0.md']), { context: service('stranger') });
      await until(async () => (await queue.inspect(`${run}.batch-0`))?.state === 'dead');
      const info = await queue.inspect(`${run}.batch-0`);
      expect(info?.attempts).toBe(1);
      expect(info?.reason).toContain(reason);
      expect((await runs.status(run, writer))?.deadBatches).toEqual([{ batch: 0, reason: info?.reason }]);
    };
    const load = (): Promise<undefined> => Promise.reject(new Error('nothing may be loaded'));
    await refused((queue, state) => {
      createIngestWorker({ queue, state, index: world.index, context: service('ingest', 'other'), load });
    }, 'another tenant');
    await refused((queue, state) => {
      createIngestWorker({ queue, state, index: world.index, context: writer, load, subjects: ['ingest'] });
    }, 'may not ingest');
    await refused((queue, state) => {
      createIngestWorker({ queue, state, index: world.index, context: writer, load, key });
    }, 'sealed');
    await refused((queue) => {
      createIngestWorker({ queue, state: createMemoryKeyValue(), index: world.index, context: writer, load });
    }, 'not begun here');
    expect(await idsOf(world.index)).toEqual([]);
  });

  it('is who has the key, where there is one', async () => {
    const key = new Uint8Array(32).fill(7);
    const world = await openWorld(numbered(3), key);
    world.start();
    const run = await world.enqueue();
    expect((await world.ended(run)).phase).toBe('completed');
    const [first] = world.added;
    const forged = JSON.parse(JSON.stringify(first?.payload).replace('0.md', '2.md')) as never;
    await world.queue.add([{ id: 'forged', payload: forged }]);
    await until(async () => (await world.queue.inspect('forged'))?.state === 'dead');
    expect(() => world.start({ key: new Uint8Array(8) })).toThrow('32 bytes');
  });

  it('does not decide what a source gives: a document of another tenant or id is refused', async () => {
    const world = await openWorld(numbered(1));
    const strange = [documentOf('0.md', 'x', { tenant: 'other' }), documentOf('1.md', 'x')];
    let loaded = 0;
    world.start({ load: () => Promise.resolve(strange[loaded++]) });
    for (let round = 0; round < 2; round++) {
      const status = await world.ended(await world.enqueue());
      expect(status).toMatchObject({ phase: 'failed', deadBatches: [{ batch: 0 }] });
    }
    expect(await idsOf(world.index)).toEqual([]);
  });
});

describe('references', () => {
  it('are taken once each, and in jobs of bounded size', async () => {
    const world = await openWorld();
    const long = Array.from({ length: 100 }, (_, index) => `${String(index)}-${'x'.repeat(1_000)}`);
    const { problems, documents, batches } = await world.runs.enqueue(referencesOf([...long, ...long]), {
      context: writer,
      batchDocuments: 256,
    });
    expect([problems.length, problems[0]?.code, documents]).toEqual([100, 'duplicate-id', 100]);
    expect(batches).toBeGreaterThan(1);
    for (const { payload } of world.added) expect(JSON.stringify(payload).length).toBeLessThan(140_000);
    const bad = [{ locator: '' }, { digest: 'md5' }, { version: Number.NaN }, { text: 'the whole document' }];
    for (const rest of bad)
      await expect(world.runs.enqueue(referencesOf(['a'], rest as never), { context: writer })).rejects.toMatchObject({
        code: 'invalid-input',
      });
  });
});

describe('claims', () => {
  it('leave the newest delivery in place, whatever the order in which they come', async () => {
    const offers = fc.uniqueArray(
      fc.record({ sequence: fc.integer({ min: 1, max: 6 }), attempt: fc.integer({ min: 1, max: 4 }) }),
      { minLength: 1, maxLength: 12, selector: ({ sequence, attempt }) => sequence * 10 + attempt },
    );
    await fc.assert(
      fc.asyncProperty(offers, async (list) => {
        const state = createIngestState(createMemoryKeyValue(), 't', 1_000);
        let written: (typeof list)[number] | undefined;
        for (const offer of list) if (await claimDocument(state, 'a', offer)) written = offer;
        const rank = ({ sequence, attempt }: (typeof list)[number]): number => sequence * 10 + attempt;
        expect(written).toEqual([...list].sort((a, b) => rank(a) - rank(b)).at(-1));
      }),
    );
  });

  it('leave the highest version in place, whatever the runs that bring them', async () => {
    const offer = fc.record({
      sequence: fc.integer({ min: 1, max: 6 }),
      attempt: fc.constant(1),
      version: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(offer, { minLength: 1, maxLength: 12 }), async (list) => {
        const state = createIngestState(createMemoryKeyValue(), 't', 1_000);
        let written = 0;
        for (const each of list) if (await claimDocument(state, 'a', each)) written = each.version;
        expect(written).toBe(Math.max(...list.map(({ version }) => version)));
        expect((await state.claim('a'))?.sequence).toBe(Math.max(...list.map(({ sequence }) => sequence)));
      }),
    );
  });
});
