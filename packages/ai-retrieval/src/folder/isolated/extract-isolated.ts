import { Worker } from 'node:worker_threads';
import type { Body, BodyLimits, NoBody } from '../body.ts';
import type { ExtractTask } from './extract-task.ts';

const isSource = import.meta.url.endsWith('.ts');
const memoryCheckMs = 100;
const mebi = 1024 * 1024;
const mostMemoryBytes = 512 * mebi;

/**
 * Reads a file in a thread of its own, which ends with the file: a document that was made to take all time or memory is stopped, wherever its reader is.
 */
export async function extractIsolated(
  mediaType: string,
  bytes: Uint8Array,
  { maxPages, maxTextLength, signal, extractTimeoutMs: timeoutMs }: Omit<BodyLimits, 'turns'>,
  maxMemoryBytes: number = mostMemoryBytes,
): Promise<Body | NoBody> {
  if (signal?.aborted === true) return stopped;
  const copy = new Uint8Array(bytes);
  const task: ExtractTask = { mediaType, bytes: copy, maxPages, maxTextLength };
  const worker = new Worker(new URL(`./extract.worker.${isSource ? 'ts' : 'js'}`, import.meta.url), {
    name: 'ai-retrieval extract',
    workerData: task,
    transferList: [copy.buffer],
    // Flags of the process (--input-type, --eval) are not meant for a worker, and some keep it from starting.
    execArgv: isSource ? ['--conditions=@org/source'] : [],
    resourceLimits: { maxOldGenerationSizeMb: Math.max(32, Math.floor(maxMemoryBytes / mebi)) },
    // What a reader says about a broken file is not for the console.
    stdout: true,
    stderr: true,
  });
  const ended = Promise.withResolvers<Body | NoBody>();
  worker.once('message', (body: Body | NoBody) => {
    ended.resolve(body);
  });
  worker.once('error', (error: NodeJS.ErrnoException) => {
    ended.resolve(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory(maxMemoryBytes) : damaged);
  });
  worker.once('exit', () => {
    ended.resolve(damaged);
  });
  const timer = setTimeout(() => {
    const message = `reading the file takes longer than ${String(timeoutMs)} ms; raise limits.extractTimeoutMs or split the file`;
    ended.resolve({ reason: 'time-limit', message });
  }, timeoutMs);
  // Buffers do not count as heap, so that only looking keeps them small.
  const watch = setInterval(() => {
    worker.getHeapStatistics().then(
      ({ external_memory }) => {
        if (external_memory > maxMemoryBytes) ended.resolve(tooMuchMemory(maxMemoryBytes));
      },
      () => undefined,
    );
  }, memoryCheckMs);
  const stop = (): void => {
    ended.resolve(stopped);
  };
  signal?.addEventListener('abort', stop);
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

const damaged: NoBody = { reason: 'damaged', message: 'the file cannot be read; it is damaged or of another format' };
const stopped: NoBody = { reason: 'unreadable', message: 'the reading was stopped' };

function tooMuchMemory(maxMemoryBytes: number): NoBody {
  const message = `reading the file needs more than ${String(Math.round(maxMemoryBytes / mebi))} MiB of memory; split it`;
  return { reason: 'too-large', message };
}
