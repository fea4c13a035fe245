import { documentOf, numbered, user, writer } from '../src/testing/corpus.ts';
import type { WorkerSeams } from '../src/workers/ingest-worker.ts';
import { createGate, openWorld, until } from './ingest-world.ts';

/** A worker has loaded a document, falls asleep, and wakes up after a newer run has ended. Resolves to what the index holds then. */
export async function staleDelivery(seams: Partial<WorkerSeams>): Promise<string | undefined> {
  const world = await openWorld([documentOf('a.md', 'old')]);
  const gate = createGate();
  const asleep = world.start(
    {
      load: async ({ id }) => {
        const found = world.source.get(id);
        await gate.pass();
        return found;
      },
      concurrency: 1,
    },
    seams,
  );
  const old = await world.enqueue();
  await gate.reached;
  world.source.set('a.md', documentOf('a.md', 'new'));
  const awake = world.start({}, seams);
  await world.ended(await world.enqueue());
  gate.open();
  await world.ended(old);
  await Promise.all([asleep.close(), awake.close()]);
  return (await world.index.readDocument('a.md', user()))?.text;
}

/** A run with `deleteMissing` one of whose batches takes long, while the end of the run has come up more than once. Counts documents meanwhile and afterwards. */
export async function waitingForAll(
  seams: Partial<WorkerSeams>,
): Promise<{ readonly meanwhile: number; readonly afterwards: number; readonly phase: string }> {
  const world = await openWorld(numbered(8));
  const first = world.start();
  await world.ended(await world.enqueue());
  await first.close();
  world.source.delete('7.md');
  const gate = createGate();
  const worker = world.start(
    {
      load: async ({ id }) => {
        if (id === '0.md') await gate.pass();
        return world.source.get(id);
      },
    },
    seams,
  );
  const run = await world.enqueue({ deleteMissing: true, batchDocuments: 2 });
  await gate.reached;
  const finish = `${run}.finish-1`;
  await until(async () => {
    const info = await world.queue.inspect(finish);
    return info?.state === 'done' || (info?.attempts ?? 0) > 2;
  });
  const meanwhile = (await world.index.listDocuments(user())).length;
  gate.open();
  const batches = world.added.filter(({ id }) => id.startsWith(run)).map(({ id }) => id);
  for (const id of batches) await until(async () => (await world.queue.inspect(id))?.state === 'done');
  const afterwards = (await world.index.listDocuments(user())).length;
  const phase = (await world.runs.status(run, writer))?.phase ?? 'unknown';
  await worker.close();
  return { meanwhile, afterwards, phase };
}

/** A worker has loaded a document that was never written, falls asleep, and wakes up after a run that deletes what it does not bring has ended without it. Resolves to the ids in the index then. */
export async function deliveryAfterDeletion(seams: Partial<WorkerSeams>): Promise<readonly string[]> {
  const world = await openWorld(numbered(3));
  const gate = createGate();
  const asleep = world.start(
    {
      load: async ({ id }) => {
        const found = world.source.get(id);
        if (id === '0.md') await gate.pass();
        return found;
      },
      concurrency: 1,
    },
    seams,
  );
  const old = await world.enqueue({ batchDocuments: 1 });
  await gate.reached;
  world.source.delete('0.md');
  const awake = world.start({}, seams);
  await world.ended(await world.enqueue({ deleteMissing: true }));
  gate.open();
  await world.ended(old);
  await Promise.all([asleep.close(), awake.close()]);
  return (await world.index.listDocuments(user())).map(({ id }) => id);
}
