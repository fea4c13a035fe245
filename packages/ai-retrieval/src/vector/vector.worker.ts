import { parentPort, workerData } from 'node:worker_threads';
import { createScanner, type Scanner } from './scanner.ts';
import type { FromScanWorker, ScanWorkerData, ToScanWorker } from './scan-protocol.ts';
import { searchPart } from './search-part.ts';

const { thread, capacity } = workerData as ScanWorkerData;
const scanners: Scanner[] = [];
const cancelledMark = Symbol('cancelled');

function scan({ id, query, search, cancelled }: Extract<ToScanWorker, { kind: 'scan' }>): FromScanWorker {
  const checkpoint = (): void => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- never leaves this function
    if (Atomics.load(cancelled, 0) !== 0) throw cancelledMark;
  };
  try {
    for (const scanner of scanners) scanner.writeQuery(query);
    return { id, result: searchPart(scanners, { ...search, checkpoint }) };
  } catch (error) {
    if (error === cancelledMark) return { id };
    return { id, failure: error instanceof Error ? error.message : 'unknown' };
  }
}

parentPort?.on('message', (message: ToScanWorker) => {
  if (message.kind === 'scan') parentPort?.postMessage(scan(message));
  else for (const shard of message.shards) scanners.push(createScanner(shard, thread, scanners.length * capacity));
});
