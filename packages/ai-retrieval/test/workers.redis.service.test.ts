import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openBullmqQueue } from '@org/ai-storage/bullmq';
import { openRedisKeyValue } from '@org/ai-storage/redis';
import type { NewJob, Queue } from '@org/ai-storage';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findServices } from '../../../scripts/services.mjs';
import { startRedis, type LocalRedis } from '../../ai-storage/test/local-redis.ts';
import { openFolderIndex, readFolder, readIndexStatistics, type FolderIndex } from '../src/index.ts';
import { user, writer } from '../src/testing/corpus.ts';
import { createIngestRuns, openFolderSource, type IngestRuns } from '../src/workers/workers.ts';
import { queueSettings } from './ingest-queue.ts';
import { readingsOf, until } from './ingest-world.ts';

const program = fileURLToPath(new URL('./ingest-worker-process.ts', import.meta.url));
const queries = ['depot number 17', 'opens at six', 'storage rules for pallets', 'number'];
const size = 240;

let redis: LocalRedis;
let folder: string;
let root: string;
let directory: string;
let queue: Queue;
let runs: IngestRuns;
const added: NewJob[] = [];
const children = new Set<ChildProcess>();

beforeAll(async () => {
  redis = await startRedis(findServices().get('redis') ?? 'redis-server');
  folder = await mkdtemp(join(tmpdir(), 'workers-'));
  root = join(folder, 'source');
  directory = join(folder, 'index');
  await mkdir(join(root, 'depots'), { recursive: true });
  for (let number = 0; number < size; number++) await write(number, `The depot number ${String(number)} opens at six.`);
  const connection = { path: redis.socket };
  const plain = await openBullmqQueue({ connection, ...queueSettings });
  queue = {
    ...plain,
    add: (jobs, options) => {
      added.push(...jobs);
      return plain.add(jobs, options);
    },
  };
  runs = createIngestRuns({ queue, state: await openRedisKeyValue({ connection }), tenant: 't' });
});
afterAll(async () => {
  await endWorkers();
  await queue.close();
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function write(number: number, sentence: string): Promise<void> {
  const access = number % 5 === 0 ? '---\nacl:\n  allow: [group:depots]\n---\n' : '';
  const text = `${access}# Depot ${String(number)}\n\n${sentence}\n\n## Rules\n\nStorage rules for pallets of kind ${String(number % 7)}.\n`;
  await writeFile(join(root, 'depots', `${String(number)}.md`), text);
}

const nameOf = (number: number): string => `depots/${String(number)}.md`;

/** Starts a worker, which sends itself a signal once it has said a word so often. */
async function startWorker({ fate = [], concurrency = 2, onWord = ignore }: WorkerPlan = {}): Promise<ChildProcess> {
  const settings = [redis.socket, root, directory, String(concurrency), ...fate.map(String)];
  const child = spawn(process.execPath, ['--conditions=@org/source', program, ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const lines = createInterface({ input: child.stdout });
  const ready = Promise.withResolvers<undefined>();
  lines.on('line', (word) => {
    if (word === 'ready') ready.resolve(undefined);
    else onWord(word);
  });
  await ready.promise;
  return child;
}

interface WorkerPlan {
  readonly fate?: readonly [signal: 'SIGKILL' | 'SIGSTOP', word: 'loaded' | 'written', times: number] | readonly [];
  readonly concurrency?: number;
  readonly onWord?: (word: string) => void;
}

function ignore(): void {
  return undefined;
}

function openIndex(path = directory): Promise<FolderIndex> {
  return openFolderIndex({ directory: path, embedding: createFakeEmbeddingModel({ dimensions: 8 }) });
}

async function expectSameAsDirect(name: string): Promise<void> {
  const direct = await openIndex(join(folder, name));
  async function* documents(): AsyncGenerator<
    Parameters<typeof direct.ingest>[0] extends AsyncIterable<infer D> ? D : never
  > {
    for await (const item of readFolder({ root, tenant: 't', defaultAcl: { allow: ['tenant'] } }))
      if (item.kind === 'document') yield item.document;
  }
  await direct.ingest(documents(), { context: writer });
  const index = await openIndex();
  for (const groups of [[], ['depots']]) {
    const readings = await readingsOf(index, queries, groups);
    expect(readings).toEqual(await readingsOf(direct, queries, groups));
  }
  await Promise.all([direct.close(), index.close()]);
}

describe('three processes over one queue on Redis', () => {
  it('leave what a direct ingestion leaves, and nothing twice, when workers and Redis are killed and jobs come twice', async () => {
    const source = openFolderSource({ root, tenant: 't' });
    let loaded = 0;
    const crashed = Promise.withResolvers<undefined>();
    const crash = async (): Promise<undefined> => {
      await redis.crash();
      return undefined;
    };
    const loser = await startWorker({ fate: ['SIGKILL', 'loaded', 25] });
    const hasty = await startWorker({ fate: ['SIGKILL', 'written', 3] });
    const { run, batches } = await runs.enqueue(source.references(), { context: writer, batchDocuments: 4 });
    // By themselves at first: beside quicker ones they might never get as much as they are to die of.
    await Promise.all([loser, hasty].map(ended));
    await startWorker({
      onWord: (word) => {
        if (word === 'loaded' && ++loaded === 60) crashed.resolve(crash());
      },
    });
    await crashed.promise;
    await queue.add(added.slice(0, 30).map(({ payload }, index) => ({ id: `twice-${String(index)}`, payload })));
    await startWorker();
    await startWorker();
    let last: Awaited<ReturnType<typeof runs.status>>;
    for await (const status of runs.watch(run, writer, { pollMs: 50 })) last = status;
    expect([loser.signalCode, hasty.signalCode]).toEqual(['SIGKILL', 'SIGKILL']);
    expect(last).toMatchObject({ phase: 'completed', batches, batchesDone: batches, documents: size, deadBatches: [] });
    for (let index = 0; index < 30; index++) await untilDone(`twice-${String(index)}`);
    await expectSameAsDirect('direct-1');
    const statistics = await readIndexStatistics({ directory });
    expect(statistics.tenants).toMatchObject([{ documents: size, deadChunks: 0 }]);
  });

  it('delete what a run did not bring only after all of it is in, however many workers are killed', async () => {
    for (let number = 0; number < 20; number++) await rm(join(root, nameOf(number)));
    for (let number = 20; number < 60; number++) await write(number, `The depot number ${String(number)} has moved.`);
    const source = openFolderSource({ root, tenant: 't' });
    // Alone at first: beside workers that are quicker it might never get as many documents as it is to die of.
    await endWorkers();
    const victim = await startWorker({ fate: ['SIGKILL', 'loaded', 15] });
    const { run, batches } = await runs.enqueue(source.references(), {
      context: writer,
      deleteMissing: true,
      batchDocuments: 4,
    });
    await ended(victim);
    await Promise.all([startWorker(), startWorker()]);
    const index = await openIndex();
    let looks = 0;
    for (;;) {
      const known = new Set((await index.listDocuments(user(['depots']))).map(({ id }) => id));
      const status = await runs.status(run, writer);
      if (status === undefined || status.batchesDone === batches) break;
      looks++;
      for (let number = 0; number < 20; number++) expect(known).toContain(nameOf(number));
    }
    expect(looks).toBeGreaterThan(0);
    let last: Awaited<ReturnType<typeof runs.status>>;
    for await (const status of runs.watch(run, writer, { pollMs: 50 })) last = status;
    expect(victim.signalCode).toBe('SIGKILL');
    expect(last).toMatchObject({ phase: 'completed', counts: { deleted: 20 } });
    await index.close();
    await expectSameAsDirect('direct-2');
  });

  it('keep what is newer when a worker that fell asleep with documents in hand wakes up', async () => {
    await endWorkers();
    const source = openFolderSource({ root, tenant: 't' });
    const words: string[] = [];
    const sleeper = await startWorker({
      fate: ['SIGSTOP', 'loaded', 4],
      concurrency: 1,
      onWord: (word) => words.push(word),
    });
    const ingest = async (): Promise<string> =>
      (await runs.enqueue(source.references(), { context: writer, deleteMissing: true, batchDocuments: 4 })).run;
    const completes = async (run: string): Promise<void> => {
      let last: Awaited<ReturnType<typeof runs.status>>;
      for await (const status of runs.watch(run, writer, { pollMs: 50 })) last = status;
      expect(last?.phase).toBe('completed');
    };
    for (let number = 60; number < size; number++) await write(number, 'Closed for now.');
    const old = await ingest();
    await until(() => words.length === 4);
    for (let number = 60; number < size; number++) await write(number, 'Open again at seven.');
    await rm(join(root, nameOf(100)));
    const awake = await startWorker();
    await completes(old);
    await completes(await ingest());
    await expectSameAsDirect('direct-3');
    sleeper.kill('SIGCONT');
    await until(() => words.includes('written') || words.includes('fault'));
    await expectSameAsDirect('direct-4');
    expect(awake.exitCode).toBeNull();
  });
});

/** Ends the workers of an earlier test. */
async function endWorkers(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([...children].map(ended));
  children.clear();
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
}

async function untilDone(id: string): Promise<void> {
  while ((await queue.inspect(id))?.state !== 'done') await new Promise((resolve) => setTimeout(resolve, 20));
}
