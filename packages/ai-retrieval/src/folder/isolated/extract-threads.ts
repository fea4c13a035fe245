import { Worker } from 'node:worker_threads';
import type { Body, BodyLimits, NoBody } from '../body.ts';
import type { ExtractTask } from './extract-task.ts';
import { createTurns } from './turns.ts';

/** Reads files in threads of their own. */
export type ExtractThreads = (
  mediaType: string,
  bytes: Uint8Array,
  limits: Omit<BodyLimits, 'threads'>,
) => Promise<Body | NoBody>;

interface Thread {
  readonly worker: Worker;
  files: number;
  bytes: number;
  idle?: NodeJS.Timeout | undefined;
}

const isSource = import.meta.url.endsWith('.ts');
const memoryCheckMs = 100;
const mebi = 1024 * 1024;
const mostThreads = 2;
const mostMemoryBytes = 512 * mebi;
// Starting a thread and loading a reader costs 200 ms, so a thread reads many files; what they leave behind must not count against later ones.
const filesOfAThread = 64;
const bytesOfAThread = 16 * mebi;
const idleMs = 1_000;

/**
 * Makes threads that read files, two at a time: a document that was made to take all time or memory is stopped with its thread, wherever its reader is. Threads end when nothing came for a second; none keeps the process alive.
 * `maxMemoryBytes` bounds the heap of a thread, and the buffers outside of it.
 */
export function createExtractThreads(maxMemoryBytes: number = mostMemoryBytes): ExtractThreads {
  const turns = createTurns(mostThreads);
  const idle: Thread[] = [];

  const forget = (thread: Thread): void => {
    const place = idle.indexOf(thread);
    if (place >= 0) idle.splice(place, 1);
  };
  const start = (): Thread => {
    const thread: Thread = { worker: startWorker(maxMemoryBytes), files: 0, bytes: 0 };
    thread.worker.once('exit', () => {
      forget(thread);
    });
    return thread;
  };
  const take = (): Thread => {
    const thread = idle.pop() ?? start();
    clearTimeout(thread.idle);
    thread.worker.ref();
    return thread;
  };
  const giveBack = async (thread: Thread): Promise<void> => {
    if (thread.files >= filesOfAThread || thread.bytes >= bytesOfAThread) {
      await thread.worker.terminate();
      return;
    }
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      forget(thread);
      void thread.worker.terminate();
    }, idleMs).unref();
    idle.push(thread);
  };

  return (mediaType, bytes, limits) =>
    turns(async () => {
      if (limits.signal?.aborted === true) return stopped;
      const thread = take();
      thread.files++;
      thread.bytes += bytes.length;
      const answer = await readIn(thread.worker, { mediaType, bytes, ...pick(limits) }, limits, maxMemoryBytes);
      if (answer.isSound) await giveBack(thread);
      else await thread.worker.terminate();
      return answer.body;
    });
}

function pick({
  maxPages,
  maxTextLength,
}: Pick<BodyLimits, 'maxPages' | 'maxTextLength'>): Omit<ExtractTask, 'mediaType' | 'bytes'> {
  return { maxPages, maxTextLength };
}

function startWorker(maxMemoryBytes: number): Worker {
  const worker = new Worker(new URL(`./extract.worker.${isSource ? 'ts' : 'js'}`, import.meta.url), {
    name: 'ai-retrieval extract',
    // Flags of the process (--input-type, --eval) are not meant for a worker, and some keep it from starting.
    execArgv: isSource ? ['--conditions=@org/source'] : [],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(32, Math.floor(maxMemoryBytes / mebi)) },
    stdout: true,
    stderr: true,
  });
  // What a reader says about a broken file is not for the console.
  worker.stdout.resume();
  worker.stderr.resume();
  // While it waits for a file; a reading has a listener of its own.
  worker.on('error', () => undefined);
  return worker;
}

interface Answer {
  readonly body: Body | NoBody;
  /** The thread may read another file. */
  readonly isSound: boolean;
}

async function readIn(
  worker: Worker,
  task: ExtractTask,
  { signal, extractTimeoutMs }: Pick<BodyLimits, 'signal' | 'extractTimeoutMs'>,
  maxMemoryBytes: number,
): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const fail = (body: NoBody): void => {
    resolve({ body, isSound: false });
  };
  const onMessage = (body: Body | NoBody): void => {
    resolve({ body, isSound: true });
  };
  const onError = (error: NodeJS.ErrnoException): void => {
    fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory(maxMemoryBytes) : damaged);
  };
  const onExit = (): void => {
    fail(damaged);
  };
  const onAbort = (): void => {
    fail(stopped);
  };
  worker.once('message', onMessage).once('error', onError).once('exit', onExit);
  signal?.addEventListener('abort', onAbort);
  const timer = setTimeout(() => {
    const message = `reading the file takes longer than ${String(extractTimeoutMs)} ms; raise limits.extractTimeoutMs or split the file`;
    fail({ reason: 'time-limit', message });
  }, extractTimeoutMs);
  // Buffers do not count as heap, so that only looking keeps them small.
  const watch = setInterval(() => {
    worker.getHeapStatistics().then(
      ({ external_memory }) => {
        if (external_memory > maxMemoryBytes) fail(tooMuchMemory(maxMemoryBytes));
      },
      () => undefined,
    );
  }, memoryCheckMs);
  try {
    const bytes = new Uint8Array(task.bytes);
    worker.postMessage({ ...task, bytes }, [bytes.buffer]);
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    signal?.removeEventListener('abort', onAbort);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  }
}

const damaged: NoBody = { reason: 'damaged', message: 'the file cannot be read; it is damaged or of another format' };
const stopped: NoBody = { reason: 'unreadable', message: 'the reading was stopped' };

function tooMuchMemory(maxMemoryBytes: number): NoBody {
  const message = `reading the file needs more than ${String(Math.round(maxMemoryBytes / mebi))} MiB of memory; split it`;
  return { reason: 'too-large', message };
}
