import type { Worker } from 'node:worker_threads';
import { abortedError, AiError } from '@org/ai-core';
import { charactersPerToken } from '../terms/terms.ts';
import type { SpawnWorker } from '../workers/spawn-worker.ts';
import { unpackError } from '../workers/transferred-error.ts';
import type { FitReply, FitRequest } from './fit-protocol.ts';

/** Texts of a collection, in order. */
export type Texts = Iterable<string> | AsyncIterable<string>;

/** One task for a fit worker. */
export interface FitTask {
  readonly request: Extract<FitRequest, { type: 'fit' | 'measure' }>;
  readonly texts: Texts;
  readonly maxTokens: number;
  readonly signal: AbortSignal | undefined;
  readonly onReply: (reply: FitReply) => void;
}

const maxBatchTexts = 64;
const maxBatchCharacters = 131_072;
/** Batches sent and not yet taken: one being worked on, one ready. */
const window = 2;

/** Runs a task in a thread of its own, which ends with it, however it ends. Texts are read no faster than they are taken. */
export async function runFitTask(spawn: SpawnWorker, task: FitTask): Promise<FitReply> {
  if (task.signal?.aborted === true) throw abortedError(task.signal);
  const worker = spawn('fit');
  const conversation = listen(worker, task);
  try {
    return await Promise.race([
      conversation.result,
      feed(worker, task, conversation.room).then(() => conversation.result),
    ]);
  } finally {
    conversation.stop();
    await worker.terminate();
  }
}

interface Conversation {
  readonly result: Promise<FitReply>;
  /** Resolves when the next batch may be sent. */
  readonly room: () => Promise<void>;
  readonly stop: () => void;
}

function listen(worker: Worker, task: FitTask): Conversation {
  const { promise: result, resolve, reject } = Promise.withResolvers<FitReply>();
  // Whoever waits for room learns of a failure too; nobody may be waiting at all.
  result.catch(() => undefined);
  let outstanding = 0;
  let roomMade = Promise.withResolvers<undefined>();
  worker.on('message', (reply: FitReply) => {
    if (reply.type === 'failed') reject(unpackError(reply.error));
    else if (reply.type === 'fitted' || reply.type === 'measured') resolve(reply);
    else if (reply.type === 'taken') {
      outstanding -= 1;
      roomMade.resolve(undefined);
      roomMade = Promise.withResolvers();
    }
    task.onReply(reply);
  });
  const died = (): void => {
    reject(
      new AiError('unavailable', 'the worker thread that fitted the embedder died; fit again', { isRetryable: true }),
    );
  };
  worker.on('error', died);
  worker.on('exit', died);
  const { signal } = task;
  const stop = (): void => {
    if (signal !== undefined) reject(abortedError(signal));
  };
  signal?.addEventListener('abort', stop, { once: true });
  return {
    result,
    room: async () => {
      while (outstanding >= window) await Promise.race([roomMade.promise, result]);
      outstanding += 1;
    },
    stop: () => {
      signal?.removeEventListener('abort', stop);
    },
  };
}

async function feed(worker: Worker, task: FitTask, room: () => Promise<void>): Promise<void> {
  const send = (request: FitRequest): void => {
    worker.postMessage(request);
  };
  const maxCharacters = task.maxTokens * charactersPerToken;
  send(task.request);
  let batch: string[] = [];
  let characters = 0;
  for await (const text of task.texts) {
    if (typeof text !== 'string')
      throw new AiError('invalid-input', 'texts must give strings', { details: { field: 'texts' } });
    if (task.signal?.aborted === true) throw abortedError(task.signal);
    batch.push(text.length > maxCharacters ? text.slice(0, maxCharacters) : text);
    characters += Math.min(text.length, maxCharacters);
    if (batch.length < maxBatchTexts && characters < maxBatchCharacters) continue;
    await room();
    send({ type: 'texts', texts: batch });
    batch = [];
    characters = 0;
  }
  await room();
  send({ type: 'texts', texts: batch });
  send({ type: 'end' });
}
