import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { openAssistant, type OpenAssistant, type OpenOptions } from '../../src/assistant/open-assistant.ts';
import { createProgress } from '../../src/cli/progress.ts';
import type { Corpus, CorpusSource } from '../../src/corpus/sources.ts';
import { stateFolder } from '../../src/corpus/state-folder.ts';
import { startServer, type AssistantServer, type ServerOptions } from '../../src/server/server.ts';
import { makeFolder } from './folder.ts';

const servers: AssistantServer[] = [];
const assistants: OpenAssistant[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await Promise.all(assistants.splice(0).map((assistant) => assistant[Symbol.asyncDispose]()));
});

/** An assistant over files of one tenant, closed after the tests of the file; those under `inbox/` are untrusted. What it says on stderr goes to `log`. */
export async function testAssistant(
  files: Readonly<Record<string, string>>,
  options: Partial<OpenOptions> & { readonly log?: string[] } = {},
): Promise<OpenAssistant> {
  const root = await makeFolder(files);
  const source: CorpusSource = {
    root,
    tenant: 'meridian',
    idPrefix: '',
    defaultAcl: { allow: ['tenant'] },
    trustOf: (path) => (path.startsWith('inbox/') ? 'untrusted' : 'trusted'),
  };
  const corpus: Corpus = { sources: [source], roots: [root], strays: [] };
  const { log = [], ...rest } = options;
  const assistant = await openAssistant({
    corpus,
    state: await stateFolder(corpus, join(await makeFolder(), 'state')),
    env: {},
    progress: createProgress({ write: (text) => log.push(text) }),
    signal: new AbortController().signal,
    ...rest,
  });
  assistants.push(assistant);
  return assistant;
}

/** A server for an assistant, closed after the test. */
export async function testServer(
  assistant: OpenAssistant,
  options: Partial<ServerOptions> = {},
): Promise<AssistantServer> {
  const server = await startServer({ assistant, port: 0, ...options });
  servers.push(server);
  return server;
}
