import { abortedError, AiError } from '@org/ai-core';
import { Worker } from 'node:worker_threads';
import { splitRows } from './readable-rows.ts';
import type { FromScanWorker, ScanWorkerData, ToScanWorker } from './scan-protocol.ts';
import { mergeRanked, type Ranked } from './scanner.ts';
import type { PartResult, PartSearch } from './search-part.ts';
import type { ShardMemory } from './shard.ts';

/** Worker threads that scan shared memory, each a part of the readable rows. */
export interface ScanPool {
  readonly search: (
    shards: readonly ShardMemory[],
    query: Float32Array,
    search: Omit<PartSearch, 'checkpoint' | 'ranges'>,
    signal: AbortSignal | undefined,
  ) => Promise<Ranked>;
  readonly close: () => Promise<void>;
}

interface Member {
  readonly worker: Worker;
  readonly waiting: Map<number, (answer: FromScanWorker | AiError) => void>;
  known: number;
}

const isSource = import.meta.url.endsWith('.ts');

/** Starts the threads. They keep the process alive only while a scan runs. */
export function createScanPool({
  workers,
  capacity,
}: {
  readonly workers: number;
  readonly capacity: number;
}): ScanPool {
  const members = new Map<number, Member>();
  let nextId = 0;

  function memberOf(index: number): Member {
    const running = members.get(index);
    if (running !== undefined) return running;
    const workerData: ScanWorkerData = { thread: index + 1, capacity };
    const worker = new Worker(new URL(`./vector.worker.${isSource ? 'ts' : 'js'}`, import.meta.url), {
      name: 'ai-retrieval vector',
      workerData,
      // Flags of the process (--input-type, --eval) are not meant for a worker, and some keep it from starting.
      execArgv: isSource ? ['--conditions=@org/source'] : [],
    });
    const member: Member = { worker, waiting: new Map(), known: 0 };
    members.set(index, member);
    worker.unref();
    worker.on('message', (answer: FromScanWorker) => settle(member, answer.id, answer));
    const end = (error: AiError): void => {
      if (members.get(index) === member) members.delete(index);
      for (const id of [...member.waiting.keys()]) settle(member, id, error);
    };
    worker.on('error', (cause) => end(new AiError('internal', 'a scan thread failed; search again', { cause })));
    worker.on('exit', () => end(new AiError('aborted', 'the vector index was closed')));
    return member;
  }
  function settle(member: Member, id: number, answer: FromScanWorker | AiError): void {
    const done = member.waiting.get(id);
    member.waiting.delete(id);
    if (member.waiting.size === 0) member.worker.unref();
    done?.(answer);
  }
  function ask(
    member: Member,
    shards: readonly ShardMemory[],
    message: Extract<ToScanWorker, { kind: 'scan' }>,
  ): Promise<PartResult | undefined> {
    if (member.known < shards.length) {
      const news: ToScanWorker = {
        kind: 'shards',
        shards: shards.slice(member.known).map(({ memory, layout, map, module }) => ({ memory, layout, map, module })),
      };
      member.worker.postMessage(news);
      member.known = shards.length;
    }
    return new Promise((resolve, reject) => {
      member.waiting.set(message.id, (answer) => {
        if (AiError.is(answer)) reject(answer);
        else if (answer.failure !== undefined) reject(new AiError('internal', `a scan failed: ${answer.failure}`));
        else resolve(answer.result);
      });
      member.worker.ref();
      member.worker.postMessage(message);
    });
  }

  return {
    search: async (shards, query, search, signal) => {
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      const parts = splitRows(search.readable, workers);
      const answers = parts.flatMap((ranges, index) => {
        if (ranges.length === 0) return [];
        return [
          ask(memberOf(index), shards, { kind: 'scan', id: nextId++, query, search: { ...search, ranges }, cancelled }),
        ];
      });
      // A part that fails ends the others, and so does the signal.
      const stop = (): void => void Atomics.store(cancelled, 0, 1);
      const all = Promise.all(answers);
      try {
        const found = signal === undefined ? await all : await untilAborted(all, signal);
        return mergeRanked(
          found.filter((part) => part !== undefined),
          search.k,
        );
      } finally {
        stop();
      }
    },
    close: async () => {
      const running = [...members.values()];
      await Promise.all(running.map(({ worker }) => worker.terminate()));
    },
  };
}

async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(abortedError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
