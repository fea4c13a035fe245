import { openFileQueue } from '../../src/index.ts';
import { below, demand, patterned, type Life, type Scenario } from './scenario.ts';

/** Jobs are added and done; found must be every job that was added, done when it was seen to be done, and no delivery may have the number of an earlier one. */
export function queueScenario(): Scenario {
  const directory = '/data/deep/jobs';
  let sent = 0;
  const added = new Set<string>();
  const done = new Set<string>();
  const deliveries = new Map<string, number>();

  return {
    async live({ fileSystem, random }: Life) {
      const queue = await openFileQueue({ fileSystem, directory, maxAttempts: 100 });
      for (const id of added) {
        const info = await queue.inspect(id);
        demand(info !== undefined, `job ${id} was added`);
        demand(!done.has(id) || info.state === 'done', `job ${id} was done`);
      }
      const faults: unknown[] = [];
      const worker = queue.work(
        async ({ id, payload, attempt }) => {
          await Promise.resolve();
          try {
            demand(payload === patterned(Number(id.slice(4)), 3_000), 'a job is whole');
            demand(attempt > (deliveries.get(id) ?? 0), 'a delivery has a number of its own');
            demand(!done.has(id), `job ${id} is not done again`);
          } catch (error) {
            faults.push(error);
          }
          deliveries.set(id, attempt);
          return { kind: 'done' };
        },
        { concurrency: 2, onFault: (error) => faults.push(error) },
      );
      const rethrow = (): void => {
        if (faults.length > 0) throw faults[0];
      };
      try {
        const rounds = 1 + below(random, 4);
        for (let round = 0; round < rounds; round += 1) {
          const ids = Array.from({ length: 1 + below(random, 4) }, () => `job-${String(++sent)}`);
          await queue.add(ids.map((id) => ({ id, payload: patterned(Number(id.slice(4)), 3_000) })));
          for (const id of ids) added.add(id);
        }
        for (const id of added) {
          while ((await queue.inspect(id))?.state !== 'done') {
            rethrow();
            await new Promise(setImmediate);
          }
          done.add(id);
        }
      } finally {
        await worker.close();
      }
      rethrow();
      if (random() < 0.5) await queue.close();
    },
  };
}
