// One ingestion worker in a process of its own, until it is killed. It sends itself a signal when it has said a word so often, so that the place is exact.
// Says `loaded` for each document that it has loaded, `written` when the index has acknowledged a batch that the queue has not, and `fault` when the queue says that something is wrong.
import { writeSync } from 'node:fs';
import { createContext, createServicePrincipal } from '@org/ai-core';
import { openBullmqQueue } from '@org/ai-storage/bullmq';
import { openRedisKeyValue } from '@org/ai-storage/redis';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { openFolderIndex } from '../src/index.ts';
import { createEmbeddingCache, createIngestWorker, openFolderSource } from '../src/workers/workers.ts';
import { queueSettings } from './ingest-queue.ts';

const [socket, root, directory, concurrency, signal, word, times] = process.argv.slice(2);
if (socket === undefined || root === undefined || directory === undefined)
  throw new Error('usage: ingest-worker-process.ts <socket> <source> <index> <concurrency> [<signal> <word> <times>]');

let said = 0;
const say = (spoken: string): void => {
  writeSync(1, `${spoken}\n`);
  if (spoken === word && ++said === Number(times)) process.kill(process.pid, signal);
};
const connection = { path: socket };
const embedding = createEmbeddingCache(createFakeEmbeddingModel({ dimensions: 8 }));
const index = await openFolderIndex({ directory, embedding });
const source = openFolderSource({ root, tenant: 't', defaultAcl: { allow: ['tenant'] } });
createIngestWorker({
  queue: await openBullmqQueue({ connection, ...queueSettings }),
  state: await openRedisKeyValue({ connection }),
  index: {
    ...index,
    async ingest(...parameters) {
      const report = await index.ingest(...parameters);
      say('written');
      return report;
    },
  },
  context: createContext({ principal: createServicePrincipal({ tenant: 't', subject: 'ingest' }) }),
  load: async (reference, options) => {
    const document = await source.load(reference, options);
    say('loaded');
    return document;
  },
  embedding,
  concurrency: Number(concurrency),
  onFault: () => {
    say('fault');
  },
  pollMs: 50,
});
say('ready');
