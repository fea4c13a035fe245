import { AiError, type Clock } from '@org/ai-core';
import { acquireLock, type Lock, type ProcessTable } from '../../src/index.ts';
import { below, demand, type Life, type Scenario } from './scenario.ts';

const stillClock: Clock = {
  epochMs: () => 1_000_000,
  monotonicMs: () => 0,
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new Error('stopped'));
      });
    }),
};

/** Contenders race in every life; at most one holds at a time, the dead are succeeded, and no holding's number comes back. */
export function lockScenario(): Scenario {
  let highest = 0;

  return {
    async live({ fileSystem, number, random }: Life) {
      const identity = { pid: number, host: 'here', started: String(number), scope: 'boot' };
      const processes: ProcessTable = {
        self: () => Promise.resolve(identity),
        state: ({ pid }) => Promise.resolve(pid === number ? 'alive' : 'dead'),
      };
      let holders = 0;
      const contend = async (): Promise<Lock | undefined> => {
        try {
          const lock = await acquireLock({ fileSystem, path: '/data/writer', clock: stillClock, processes });
          holders += 1;
          demand(holders === 1, 'one holds the lock at a time');
          demand(lock.generation > highest, `number ${String(highest)} was given before`);
          highest = lock.generation;
          return lock;
        } catch (error) {
          if (AiError.is(error, 'conflict')) return undefined;
          throw error;
        }
      };
      const rounds = 1 + below(random, 3);
      for (let round = 0; round < rounds; round += 1) {
        const outcomes = await settled(Array.from({ length: 1 + below(random, 4) }, contend));
        const won = outcomes.filter((lock) => lock !== undefined);
        demand(won.length === 1, 'one of the contenders gets the lock');
        holders = 0;
        await won[0]?.release();
      }
      await contend();
    },
  };
}

/** Waits for all before it fails, so that no contender of this life goes on into the next. */
async function settled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
