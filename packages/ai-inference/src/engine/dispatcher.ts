import { AiError } from '@org/ai-core';
import type { BundleManifest } from '../bundle/manifest.ts';
import type { SpawnWorker } from '../workers/spawn-worker.ts';
import type { CompleteEngineOptions } from './options.ts';
import { type Batch, createRequestQueue, type EmbedRequest } from './request-queue.ts';
import { createWorkerThread, type WorkerThread } from './worker-thread.ts';

/** Hands waiting texts to idle workers. */
export interface Dispatcher {
  load(directory: string, fingerprint: string | undefined): Promise<BundleManifest>;
  submit(request: EmbedRequest): void;
  withdraw(request: EmbedRequest): void;
  close(): Promise<void>;
}

interface Seat {
  readonly thread: WorkerThread;
  readonly models: Map<string, number>;
  isBusy: boolean;
}

/** Makes the workers' seats; a thread starts when its seat gets its first work. */
export function createDispatcher(options: CompleteEngineOptions, spawn: SpawnWorker): Dispatcher {
  const { intraOpThreads } = options;
  const seats = Array.from({ length: options.workers }, (): Seat => ({
    thread: createWorkerThread(spawn),
    models: new Map(),
    isBusy: false,
  }));
  const queue = createRequestQueue(options);
  const directories = new Map<string, string>();
  let closing: Promise<void> | undefined;

  const loadInto = async (seat: Seat, directory: string, fingerprint: string | undefined): Promise<BundleManifest> => {
    const { generation } = seat.thread;
    const { manifest } = await seat.thread.call({ type: 'load', directory, fingerprint, intraOpThreads });
    seat.models.set(manifest.digest, generation);
    return manifest;
  };
  const run = async (seat: Seat, batch: Batch): Promise<void> => {
    try {
      if (seat.models.get(batch.model) !== seat.thread.generation)
        await loadInto(seat, directories.get(batch.model) ?? '', batch.model);
      const { result } = await seat.thread.call({ type: 'embed', fingerprint: batch.model, texts: batch.texts });
      let row = 0;
      for (const { request, start, count } of batch.parts) {
        request.deliver(result, row, start, count);
        row += count;
      }
    } catch (error) {
      for (const { request } of batch.parts) {
        queue.remove(request);
        request.fail(error instanceof Error ? error : new AiError('internal', 'a worker thread failed'));
      }
    }
  };
  const dispatch = (): void => {
    for (const seat of seats) {
      if (seat.isBusy) continue;
      const batch = queue.take();
      if (batch === undefined) return;
      seat.isBusy = true;
      void run(seat, batch).then(() => {
        seat.isBusy = false;
        dispatch();
      });
    }
  };
  const refuseWhenClosed = (): void => {
    if (closing !== undefined) throw closedError();
  };
  const close = async (): Promise<void> => {
    for (const request of queue.drain()) request.fail(closedError());
    await Promise.all(seats.map(({ thread }) => thread.close()));
  };
  return {
    load: async (directory, fingerprint) => {
      refuseWhenClosed();
      // The first worker checks the bundle; the others load it, checked again, when they get work for it.
      const [first] = seats;
      if (first === undefined) throw closedError();
      const manifest = await loadInto(first, directory, fingerprint);
      directories.set(manifest.digest, directory);
      return manifest;
    },
    submit: (request) => {
      refuseWhenClosed();
      queue.add(request);
      dispatch();
    },
    withdraw: (request) => {
      queue.remove(request);
    },
    close: () => (closing ??= close()),
  };
}

function closedError(): AiError {
  return new AiError('unavailable', 'the inference engine is closed; create a new one', { isRetryable: false });
}
