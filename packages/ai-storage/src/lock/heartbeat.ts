import { AiError, type Clock } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { listGenerations, writeBeat } from './lock-folder.ts';

/** The signs of life of one holder. */
export interface Heartbeat {
  /** Fires when the lock is no longer this holder's. */
  readonly lost: AbortSignal;
  stop(): Promise<void>;
}

export function keepAlive(options: {
  readonly fileSystem: FileSystem;
  readonly path: string;
  readonly generation: number;
  readonly everyMs: number;
  readonly clock: Clock;
}): Heartbeat {
  const { fileSystem, path, generation, everyMs, clock } = options;
  const stopping = new AbortController();
  const lost = new AbortController();

  const beat = async (): Promise<void> => {
    const highest = (await listGenerations(fileSystem, path)).at(-1);
    if (highest === generation) return writeBeat(fileSystem, path, generation, clock.epochMs());
    lost.abort(new AiError('conflict', `the lock ${path} was taken over; this process was silent for too long`));
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal);
      // A beat that fails (disk full, network gone) may succeed next time; until then silence is the truth.
      await beat().catch(() => undefined);
    }
  };
  const running = run().catch(() => undefined);
  return {
    lost: lost.signal,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
