import { describe, expect, it } from 'vitest';
import { createPowerCutFileSystem, queueContract, type QueueSubject } from '../testing/testing.ts';
import { openFileQueue } from './file-queue.ts';
import { createMemoryQueue } from './local-queue.ts';
import type { JobHandler, Queue } from './queue.ts';

const directory = '/data/jobs';
const settings = { maxAttempts: 3, backoffMs: 2 };

/** One process has the queue open at a time: every opening before a crash is the same one. */
function fileSubject(): QueueSubject {
  let fileSystem = createPowerCutFileSystem({ seed: 3 });
  let opened: Promise<Queue> | undefined;
  return {
    open: () => (opened ??= openFileQueue({ ...settings, directory, fileSystem })),
    crash: () => {
      fileSystem = fileSystem.cut();
      opened = undefined;
      return Promise.resolve();
    },
  };
}

describe('a queue in a folder', () => {
  it.each(queueContract)('$name', ({ run }) => run(fileSubject()));
});

describe('a queue in memory', () => {
  const withoutCrash = queueContract.filter(({ name }) => !name.includes('vanished'));
  it.each(withoutCrash)('$name', ({ run }) => {
    const queue = createMemoryQueue(settings);
    return run({ open: () => Promise.resolve(queue), crash: () => Promise.reject(new Error('memory is gone')) });
  });
});

describe('the contract of queues', () => {
  const wrap =
    (change: (handler: JobHandler) => JobHandler): ((queue: Queue) => Queue) =>
    (queue) => ({ ...queue, work: (handler, options) => queue.work(change(handler), options) });
  const mutants: Record<string, (queue: Queue) => Queue> = {
    'acknowledges before the work is done': wrap((handler) => (job) => {
      handler(job).catch(() => undefined);
      return Promise.resolve({ kind: 'done' });
    }),
    'does a job twice': wrap((handler) => async (job) => {
      await handler(job);
      return handler(job);
    }),
    'takes a failure for an end': wrap((handler) => (job) => handler(job).catch(() => ({ kind: 'done' }) as const)),
    'counts a delivery from one each time': wrap((handler) => (job) => handler({ ...job, attempt: 1 })),
    'hides that a worker is closing': wrap(
      (handler) => (job) => handler({ ...job, signal: new AbortController().signal }),
    ),
    'takes one job at a time': (queue) => ({
      ...queue,
      work: (handler, options) => queue.work(handler, { ...options, concurrency: 1 }),
    }),
    'gives up what should come later': wrap((handler) => async (job) => {
      const outcome = await handler(job);
      return outcome.kind === 'later' ? { kind: 'dead', reason: 'later' } : outcome;
    }),
    'revives nothing': (queue) => ({ ...queue, revive: () => Promise.resolve(true) }),
  };
  it.each(Object.entries(mutants))('finds a queue that %s', async (_name, mutate) => {
    const verdicts = queueContract.map(async ({ run }) => {
      const subject = fileSubject();
      const outcome = run({ ...subject, open: async () => mutate(await subject.open()) });
      // A case that waits for something that never comes has found the fault as well.
      const patience = new Promise((_, reject) => setTimeout(reject, 3_000, new Error('nothing came')));
      await Promise.race([outcome, patience]);
    });
    await expect(Promise.all(verdicts)).rejects.toBeDefined();
  });
});

describe('a queue in a folder that is opened again', () => {
  it('gives up a job that took its process with it too often', async () => {
    const subject = fileSubject();
    const first = await subject.open();
    await first.add([{ id: 'poison', payload: 1 }]);
    for (let crash = 0; crash < 3; crash++) {
      const queue = await subject.open();
      await new Promise<void>((resolve) => {
        queue.work(() => {
          resolve();
          return new Promise(() => undefined);
        });
      });
      await subject.crash();
    }
    const queue = await subject.open();
    expect(await queue.inspect('poison')).toMatchObject({ state: 'dead', attempts: 3 });
  });

  it('keeps its journal short, and what waits in it', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 4 });
    const queue = await openFileQueue({ directory, fileSystem });
    await queue.add([{ id: 'waits', payload: 'kept' }]);
    const worker = queue.work(({ id }) =>
      Promise.resolve(id === 'waits' ? { kind: 'later', afterMs: 3_600_000 } : { kind: 'done' }),
    );
    const payload = 'x'.repeat(20_000);
    for (let index = 0; index < 60; index++) await queue.add([{ id: `job-${String(index)}`, payload }]);
    for (let index = 0; index < 60; index++)
      while ((await queue.inspect(`job-${String(index)}`))?.state !== 'done')
        await new Promise((resolve) => setTimeout(resolve, 1));
    await worker.close();
    await queue.close();
    const [journal] = (await fileSystem.list(directory)).filter((name) => name.endsWith('.journal'));
    expect((await fileSystem.stat(`${directory}/${String(journal)}`))?.bytes).toBeLessThan(900_000);
    const again = await openFileQueue({ directory, fileSystem });
    expect(await again.inspect('waits')).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(await again.inspect('job-59')).toMatchObject({ state: 'done' });
  });
});
