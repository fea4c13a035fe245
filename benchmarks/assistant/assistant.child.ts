// The assistant in a process of its own: ingests, ingests again, then serves until it is told to stop; reports what its event loop did in each phase.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAssistant } from '../../examples/assistant/src/assistant/open-assistant.ts';
import { folderCorpus } from '../../examples/assistant/src/corpus/sources.ts';
import { stateFolder } from '../../examples/assistant/src/corpus/state-folder.ts';
import { startServer } from '../../examples/assistant/src/server/server.ts';
import { watchLoop } from './loop-sampler.ts';

const [documents = '', stateDirectory = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const corpus = await folderCorpus(documents);
const state = await stateFolder(corpus, stateDirectory);
const said: string[] = [];
const progress = { show: () => undefined, clear: () => undefined, say: (text: string) => void said.push(text) };

async function open(): ReturnType<typeof openAssistant> {
  return openAssistant({ corpus, state, env: {}, progress, signal });
}

/** Name and digest of every file of the fitted models. */
function modelDigests(): readonly string[] {
  return readdirSync(state.embedders, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`);
}

const stopIngesting = watchLoop();
let started = performance.now();
const first = await open();
const ingestMs = performance.now() - started;
const ingesting = stopIngesting();
await first[Symbol.asyncDispose]();
const before = modelDigests();

said.length = 0;
started = performance.now();
const assistant = await open();
const reopenMs = performance.now() - started;
const reembedded = Number(/(\d+) embedding calls?/.exec(said.join('\n'))?.[1] ?? Number.NaN);
const isSameModel = JSON.stringify(before) === JSON.stringify(modelDigests());

const server = await startServer({ assistant, port: 0 });
process.send?.({ url: server.url, token: server.token, ingestMs, reopenMs, reembedded, isSameModel, ingesting });
const stopAnswering = watchLoop();
process.on('message', () => {
  const answering = stopAnswering();
  void server
    .close()
    .then(() => assistant[Symbol.asyncDispose]())
    .then(() => process.send?.(answering, undefined, {}, () => process.exit(0)));
});
