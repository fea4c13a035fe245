import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReadFile } from './read-bytes.ts';
import type { ReadAheadAnswer, ReadAheadQuestion } from './read-ahead-protocol.ts';
import type { WalkEntry } from './walk.ts';

/** An entry, with the file's bytes if they have been read already. */
export interface ReadEntry {
  readonly entry: WalkEntry;
  readonly found: ReadFile | undefined;
}

const batchSize = 64;
const mostBytes = 256 * 1024;
// A thread takes as long to start as reading some hundred files does.
const worthAThread = 256;

const isSource = import.meta.url.endsWith('.ts');

/**
 * Reads the small files of a large folder in a thread of their own, a batch ahead: a file is four waits for the thread pool otherwise, each longer than the reading.
 * Holds two batches, at most 32 MiB. Without threads the files are left to the caller.
 */
export async function* readAhead(root: string, entries: AsyncIterable<WalkEntry>): AsyncGenerator<ReadEntry> {
  let reader: ReturnType<typeof startReader> | undefined;
  let waiting: Promise<readonly ReadEntry[]> | undefined;
  let batch: WalkEntry[] = [];
  let seen = 0;
  const ask = async (asked: readonly WalkEntry[]): Promise<readonly ReadEntry[]> => {
    const paths = asked.flatMap((entry) => (entry.kind === 'file' ? [join(root, entry.path)] : []));
    const answer = (await reader?.read({ paths, limit: mostBytes })) ?? [];
    let next = 0;
    return asked.map((entry) => ({ entry, found: entry.kind === 'file' ? answer[next++] : undefined }));
  };
  try {
    for await (const entry of entries) {
      if (++seen <= worthAThread) {
        yield { entry, found: undefined };
        continue;
      }
      batch.push(entry);
      if (batch.length < batchSize) continue;
      reader ??= startReader();
      const before = waiting;
      waiting = ask(batch);
      batch = [];
      yield* (await before) ?? [];
    }
    yield* (await waiting) ?? [];
    for (const entry of batch) yield { entry, found: undefined };
  } finally {
    await reader?.close();
  }
}

/** The thread answers in the order of the questions; when it fails, with nothing. */
function startReader(): {
  readonly read: (question: ReadAheadQuestion) => Promise<ReadAheadAnswer>;
  readonly close: () => Promise<void>;
} {
  const open: ((answer: ReadAheadAnswer) => void)[] = [];
  let worker: Worker | undefined;
  const end = (): void => {
    worker = undefined;
    for (const settle of open.splice(0)) settle([]);
  };
  try {
    worker = new Worker(new URL(`./read-ahead.worker.${isSource ? 'ts' : 'js'}`, import.meta.url), {
      name: 'ai-retrieval reader',
      // Flags of the process (--input-type, --eval) are not meant for a worker, and some keep it from starting.
      execArgv: isSource ? ['--conditions=@org/source'] : [],
    });
    worker.on('message', (answer: ReadAheadAnswer) => open.shift()?.(answer));
    worker.on('error', end);
    worker.on('exit', end);
  } catch {
    // A process without the right to start threads.
  }
  return {
    read: (question) =>
      new Promise((resolve) => {
        if (worker === undefined) {
          resolve([]);
          return;
        }
        open.push(resolve);
        worker.postMessage(question);
      }),
    async close() {
      const running = worker;
      end();
      await running?.terminate();
    },
  };
}
