import { parentPort } from 'node:worker_threads';
import { readSmallFile } from './read-small-file.ts';
import type { ReadAheadAnswer, ReadAheadQuestion } from './read-ahead-protocol.ts';

parentPort?.on('message', ({ paths, limit }: ReadAheadQuestion) => {
  const answer: ReadAheadAnswer = paths.map((path) => readSmallFile(path, limit));
  const buffers = answer.flatMap((found) => (found === undefined ? [] : [found.bytes.buffer as ArrayBuffer]));
  parentPort?.postMessage(answer, buffers);
});
