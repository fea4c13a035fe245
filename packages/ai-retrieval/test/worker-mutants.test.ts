import { AiError } from '@org/ai-core';
import type { Queue } from '@org/ai-storage';
import { describe, expect, it } from 'vitest';
import { numbered, user } from '../src/testing/corpus.ts';
import { claimDocument } from '../src/workers/claim-document.ts';
import { openWorld } from './ingest-world.ts';
import { deliveryAfterDeletion, staleDelivery, waitingForAll } from './worker-scenarios.ts';

/** The index fails before anything of a batch is durable, as it does for a process that is killed. Counts the documents at the end. */
async function failingWrites(change: (queue: Queue) => Queue): Promise<number> {
  const world = await openWorld(numbered(6));
  let failures = 2;
  const index = {
    ...world.index,
    ingest: (...parameters: Parameters<typeof world.index.ingest>) =>
      failures-- > 0 ? Promise.reject(new AiError('unavailable', 'killed')) : world.index.ingest(...parameters),
  };
  world.start({ index, queue: change(world.queue) });
  await world.ended(await world.enqueue({ batchDocuments: 3 }));
  return (await world.index.listDocuments(user())).length;
}

describe('the promises of ingestion workers', () => {
  it('hold over failing writes, and not for one that acknowledges before the index has', async () => {
    expect(await failingWrites((queue) => queue)).toBe(6);
    const hasty = (queue: Queue): Queue => ({
      ...queue,
      work: (handler, options) =>
        queue.work((job) => {
          const outcome = handler(job);
          outcome.catch(() => undefined);
          return job.id.includes('finish') ? outcome : Promise.resolve({ kind: 'done' });
        }, options),
    });
    expect(await failingWrites(hasty)).toBeLessThan(6);
  });

  it('do not hold for one that does not look at versions', async () => {
    expect(await staleDelivery({ claimDocument: () => Promise.resolve(true) })).toBe('old');
  });

  it('do not hold for one that forgets what a later run has deleted', async () => {
    const forgetful: typeof claimDocument = (state, ...rest) =>
      claimDocument({ ...state, floor: () => Promise.resolve(0) }, ...rest);
    expect(await deliveryAfterDeletion({ claimDocument: forgetful })).toContain('0.md');
  });

  it('do not hold for one that deletes without waiting for the other batches', async () => {
    const { meanwhile } = await waitingForAll({ standOf: () => Promise.resolve('complete') });
    expect(meanwhile).toBeLessThan(8);
  });
});
