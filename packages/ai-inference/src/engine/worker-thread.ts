import type { Worker } from 'node:worker_threads';
import { AiError } from '@org/ai-core';
import type { WorkerProgram } from '../workers/spawn-worker.ts';
import { unpackError } from '../workers/transferred-error.ts';
import type { Exchanges, RequestType, WorkerReply } from './protocol.ts';

/** A worker that is started when it is first needed, and again after a crash. */
export interface WorkerThread {
  /** Changes with every start; what an earlier thread had loaded is gone. */
  readonly generation: number;
  /** Sends a request; rejects with `unavailable` (retryable) when the thread dies before its answer. */
  call<Type extends RequestType>(
    type: Type,
    request: Exchanges[Type]['request'],
    transfer?: readonly ArrayBuffer[],
  ): Promise<Exchanges[Type]['reply']>;
  close(): Promise<void>;
}

/** Starts a thread of a program. */
export type StartWorker = (program: WorkerProgram) => Worker;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: AiError) => void;
}

/** Makes a worker; no thread is started yet. An idle thread does not keep the process alive. */
export function createWorkerThread(program: WorkerProgram, startWorker: StartWorker): WorkerThread {
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
    if (reply.isDone) waiter?.resolve(reply.value as never);
    else waiter?.reject(unpackError(reply.error));
  };
  const start = (): Worker => {
    const started = startWorker(program);
    started.on('message', receive);
    // An 'exit' follows each 'error'.
    started.on('error', () => undefined);
    started.on('exit', () => {
      lost(started);
    });
    return started;
  };
  const call: WorkerThread['call'] = (type, request, transfer = []) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      const id = nextId;
      nextId += 1;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, request: { ...request, type } }, transfer);
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
    await call('close', {}).catch(() => undefined);
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
