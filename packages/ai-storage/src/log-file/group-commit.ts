import { abortedError } from '@org/ai-core';

/** Gathers what is added while a batch is being written into the next batch, so that concurrent callers share one fsync. */
export interface GroupCommit<Item, Receipt> {
  /** Resolves once the batch with the item is written. A signal takes the item back as long as it waits; afterwards the outcome counts. */
  add(item: Item, bytes: number, signal?: AbortSignal): Promise<Receipt>;
  /** Resolves once nothing waits or is being written. */
  idle(): Promise<void>;
}

interface Waiting<Item, Receipt> {
  readonly item: Item;
  readonly bytes: number;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
  readonly stopListening: () => void;
}

/** Bounds the memory of one batch; a single larger item still goes through, alone. */
const maxBatchBytes = 4 * 1024 * 1024;

export function createGroupCommit<Item, Receipt>(
  writeBatch: (items: readonly Item[]) => Promise<readonly Receipt[]>,
): GroupCommit<Item, Receipt> {
  let waiting: Waiting<Item, Receipt>[] = [];
  let running: Promise<void> | undefined;

  const takeBatch = (): Waiting<Item, Receipt>[] => {
    let bytes = 0;
    let count = 0;
    for (const entry of waiting) {
      bytes += entry.bytes;
      if (count > 0 && bytes > maxBatchBytes) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };
  const run = async (): Promise<void> => {
    // Callers of the same turn of the event loop join the first batch.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = takeBatch();
      for (const entry of batch) entry.stopListening();
      try {
        const receipts = await writeBatch(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => {
          entry.resolve(receipts[index] as Receipt);
        });
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    running = undefined;
  };
  return {
    add: (item, bytes, signal) =>
      new Promise<Receipt>((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(abortedError(signal));
          return;
        }
        const onAbort = (): void => {
          waiting = waiting.filter((other) => other !== entry);
          if (signal !== undefined) reject(abortedError(signal));
        };
        const stopListening = (): void => signal?.removeEventListener('abort', onAbort);
        const entry: Waiting<Item, Receipt> = { item, bytes, resolve, reject, stopListening };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.push(entry);
        running ??= run();
      }),
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
}
