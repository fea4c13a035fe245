import type { Worker } from 'node:worker_threads';
import { AiError } from '@org/ai-core';
import type { SpawnWorker } from '../workers/spawn-worker.ts';
import { unpackError } from '../workers/transferred-error.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

type ReplyTo<T extends WorkerRequest['type']> = Extract<
  WorkerReply,
  { readonly type: { load: 'loaded'; embed: 'embedded'; close: 'closed' }[T] }
>;

/** An inference worker that is started when it is first needed, and again after a crash. */
export interface WorkerThread {
  /** Changes with every start; what an earlier thread had loaded is gone. */
  readonly generation: number;
  /** Sends a request; rejects with `unavailable` (retryable) when the thread dies before its answer. */
  call<T extends WorkerRequest>(request: T): Promise<ReplyTo<T['type']>>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: AiError) => void;
}

/** Makes a worker; no thread is started yet. An idle thread does not keep the process alive. */
export function createWorkerThread(spawn: SpawnWorker): WorkerThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let generation = 0;
  let nextId = 0;

  const lost = (dead: Worker): void => {
    if (worker !== dead) return;
    worker = undefined;
    generation += 1;
    const error = new AiError(
      'unavailable',
      'a worker thread of the inference engine died; the engine starts a new one, send the request again',
      { isRetryable: true },
    );
    const rejected = [...waiting.values()];
    waiting.clear();
    for (const { reject } of rejected) reject(error);
  };
  const receive = (reply: WorkerReply): void => {
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker?.unref();
    if (reply.type === 'failed') waiter?.reject(unpackError(reply.error));
    else waiter?.resolve(reply);
  };
  const start = (): Worker => {
    const started = spawn('inference');
    started.on('message', receive);
    // An 'exit' follows each 'error'.
    started.on('error', () => undefined);
    started.on('exit', () => {
      lost(started);
    });
    return started;
  };
  const call = <T extends WorkerRequest>(request: T): Promise<ReplyTo<T['type']>> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      const id = nextId;
      nextId += 1;
      waiting.set(id, { resolve: resolve as (reply: WorkerReply) => void, reject });
      worker.postMessage({ id, request });
    });
  const close = async (): Promise<void> => {
    const closing = worker;
    if (closing === undefined) return;
    const exited = new Promise<void>((resolve) => {
      closing.once('exit', () => {
        resolve();
      });
    });
    // A thread that died on the way is closed as well.
    await call({ type: 'close' }).catch(() => undefined);
    closing.ref();
    await exited;
  };
  return {
    get generation() {
      return generation;
    },
    call,
    close,
  };
}
