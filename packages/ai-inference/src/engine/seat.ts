import type { WorkerThread } from './worker-thread.ts';
import type { ModelVersion } from './model-version.ts';
import type { LoadedBundle } from './protocol.ts';
import type { SessionOptions } from '../session/create-onnx-session.ts';

/** A worker thread that runs models, with what it has loaded. */
export interface Seat {
  readonly thread: WorkerThread;
  /** Whether a batch or a load is under way. */
  isBusy: boolean;
  has(fingerprint: string): boolean;
  /** Loads a bundle after checking every byte of it. */
  load(directory: string, fingerprint: string | undefined): Promise<LoadedBundle>;
  /** Loads a version unless the thread has it. */
  ensure(version: ModelVersion): Promise<void>;
  unload(fingerprint: string): Promise<void>;
}

/** Makes the seat of a thread. What an earlier thread had loaded is forgotten when it dies. */
export function createSeat(thread: WorkerThread, session: SessionOptions): Seat {
  const loaded = new Map<string, number>();
  /** When each model was let go of last: an answer to an earlier load says nothing any more. */
  const unloadedAt = new Map<string, number>();
  let moment = 0;
  const has = (fingerprint: string): boolean => loaded.get(fingerprint) === thread.generation;
  const load = async (directory: string, fingerprint: string | undefined): Promise<LoadedBundle> => {
    for (;;) {
      const { generation } = thread;
      const asked = (moment += 1);
      const bundle = await thread.call('load', { directory, fingerprint, session });
      const { digest } = bundle.manifest;
      if ((unloadedAt.get(digest) ?? 0) > asked) continue;
      unloadedAt.delete(digest);
      loaded.set(digest, generation);
      return bundle;
    }
  };
  return {
    thread,
    isBusy: false,
    has,
    load,
    ensure: async ({ directory, fingerprint }) => {
      if (!has(fingerprint)) await load(directory, fingerprint);
    },
    unload: async (fingerprint) => {
      if (!has(fingerprint)) return;
      loaded.delete(fingerprint);
      unloadedAt.set(fingerprint, (moment += 1));
      await thread.call('unload', { fingerprint });
    },
  };
}
