import { createMemoryKeyValue, createMemoryQueue } from '@org/ai-storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findServices } from '../../../scripts/services.mjs';
import type { RetrievalIndex } from '../src/index.ts';
import { migratePostgresIndex, openPostgresIndex } from '../src/pgvector/pgvector.ts';
import { numbered, writer } from '../src/testing/corpus.ts';
import { streamOf } from '../src/testing/leakage.ts';
import { createIngestRuns, createIngestWorker } from '../src/workers/workers.ts';
import { readingsOf, referencesOf } from './ingest-world.ts';
import { startPostgres, type LocalPostgres } from './local-postgres.ts';

let server: LocalPostgres;
beforeAll(async () => {
  server = await startPostgres(findServices().get('postgres') ?? 'initdb');
});
afterAll(() => server[Symbol.asyncDispose]());

/** An index in a schema of its own, opened as often as asked for. */
async function open(schema: string, times: number): Promise<RetrievalIndex[]> {
  const pool = server.pool();
  await migratePostgresIndex({ pool, schema, partitions: 1 });
  return Promise.all(Array.from({ length: times }, () => openPostgresIndex({ pool, schema })));
}

describe('ingestion workers over PostgreSQL', () => {
  it('leave what a direct ingestion leaves, and delete what a run did not bring', async () => {
    const indexes = await open('shared', 2);
    const source = new Map(numbered(40).map((document) => [document.id, document]));
    const queue = createMemoryQueue();
    const state = createMemoryKeyValue();
    for (const index of indexes)
      createIngestWorker({
        queue,
        state,
        index,
        context: writer,
        load: ({ id }) => Promise.resolve(source.get(id)),
        pollMs: 10,
      });
    const runs = createIngestRuns({ queue, state, tenant: 't' });
    const ingest = async (): Promise<unknown> => {
      const options = { context: writer, deleteMissing: true, batchDocuments: 4 };
      const { run } = await runs.enqueue(referencesOf(source.keys()), options);
      let last: unknown;
      for await (const status of runs.watch(run, writer, { pollMs: 10 })) last = status;
      return last;
    };
    expect(await ingest()).toMatchObject({ phase: 'completed', counts: { added: 40, deleted: 0 } });
    for (const { id } of numbered(6)) source.delete(id);
    expect(await ingest()).toMatchObject({ phase: 'completed', counts: { unchanged: 34, deleted: 6 } });
    const [direct] = await open('direct', 1);
    await direct?.ingest(streamOf([...source.values()]), { context: writer });
    const [index] = indexes;
    if (index === undefined || direct === undefined) expect.fail('both indexes are open');
    const queries = ['depot number 17', 'opens at six'];
    expect(await readingsOf(index, queries)).toEqual(await readingsOf(direct, queries));
    await queue.close();
    await Promise.all([...indexes, direct].map((each) => each.close()));
  });
});
