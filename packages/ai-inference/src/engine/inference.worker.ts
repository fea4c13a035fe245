import { parentPort } from 'node:worker_threads';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import { readBundle } from '../bundle/read-bundle.ts';
import { packError } from '../workers/transferred-error.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';
import { loadRuntime } from './runtime.ts';
import { openTermSession, type TermSession } from './term-session.ts';

type Answer = WorkerReply extends infer Reply ? (Reply extends WorkerReply ? Omit<Reply, 'id'> : never) : never;

const sessions: Map<string, TermSession> = new Map<string, TermSession>();

async function load(request: Extract<WorkerRequest, { type: 'load' }>): Promise<Answer> {
  const bundle = await readBundle(createNodeFileSystem(), request.directory, {
    fingerprint: request.fingerprint,
    keep: () => true,
  });
  const { digest } = bundle.manifest;
  if (!sessions.has(digest))
    sessions.set(digest, await openTermSession(await loadRuntime(), bundle, request.intraOpThreads));
  return { type: 'loaded', manifest: bundle.manifest };
}

async function embed(request: Extract<WorkerRequest, { type: 'embed' }>): Promise<Answer> {
  const session = sessions.get(request.fingerprint);
  if (session === undefined)
    throw new AiError('internal', 'a worker thread was asked for a model that it has not loaded');
  return { type: 'embedded', result: await session.embed(request.texts) };
}

async function close(): Promise<Answer> {
  for (const session of sessions.values()) await session.release();
  sessions.clear();
  return { type: 'closed' };
}

function answer(request: WorkerRequest): Promise<Answer> {
  switch (request.type) {
    case 'load':
      return load(request);
    case 'embed':
      return embed(request);
    case 'close':
      return close();
  }
}

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ id, request }: { readonly id: number; readonly request: WorkerRequest }) => {
  last = last.then(async () => {
    let reply: Answer;
    try {
      reply = await answer(request);
    } catch (error) {
      reply = { type: 'failed', error: packError(error) };
    }
    const transfer =
      reply.type === 'embedded'
        ? [reply.result.vectors.buffer, reply.result.tokens.buffer, reply.result.truncated.buffer]
        : [];
    parentPort?.postMessage({ ...reply, id }, transfer);
    if (reply.type === 'closed') parentPort?.close();
  });
});
