import {
  createContext,
  createServicePrincipal,
  type CallContext,
  type KeyValue,
  type SourceDocument,
} from '@org/ai-core';
import { createMemoryKeyValue, createMemoryQueue, type NewJob, type Queue, type QueueWorker } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { expect } from 'vitest';
import { openFolderIndex, type FolderIndex, type RetrievalIndex } from '../src/index.ts';
import { user, writer } from '../src/testing/corpus.ts';
import { streamOf } from '../src/testing/leakage.ts';
import { createIngestWorkerWith, type WorkerSeams } from '../src/workers/ingest-worker.ts';
import {
  createIngestRuns,
  type IngestRuns,
  type IngestRunStatus,
  type IngestWorkerOptions,
  type SourceReference,
} from '../src/workers/workers.ts';

/** A source, a queue, an index and the runs of the tenant `t`, all of this process. */
export interface World {
  /** What the source holds now, by id. */
  readonly source: Map<string, SourceDocument>;
  readonly queue: Queue;
  /** Every job that was added, as it travelled. */
  readonly added: NewJob[];
  readonly state: KeyValue;
  readonly index: FolderIndex;
  readonly runs: IngestRuns;
  start(options?: Partial<IngestWorkerOptions>, seams?: Partial<WorkerSeams>): QueueWorker;
  /** Puts a run of all that the source holds into the queue. */
  enqueue(options?: { readonly deleteMissing?: boolean; readonly batchDocuments?: number }): Promise<string>;
  /** How a run ended. */
  ended(run: string): Promise<IngestRunStatus>;
}

export const service = (subject: string, tenant = 't'): CallContext =>
  createContext({ principal: createServicePrincipal({ tenant, subject }) });

export async function openWorld(documents: readonly SourceDocument[] = [], key?: Uint8Array): Promise<World> {
  const source = new Map(documents.map((document) => [document.id, document]));
  const plain = createMemoryQueue({ maxAttempts: 3, backoffMs: 2 });
  const added: NewJob[] = [];
  const queue: Queue = {
    ...plain,
    add: (jobs, options) => {
      added.push(...jobs);
      return plain.add(jobs, options);
    },
  };
  const state = createMemoryKeyValue();
  const index = await openFolderIndex({ directory: '/i', fileSystem: createPowerCutFileSystem({ seed: 1 }) });
  const runs = createIngestRuns({ queue, state, tenant: 't', key });
  return {
    source,
    queue,
    added,
    state,
    index,
    runs,
    start: (options = {}, seams = {}) =>
      createIngestWorkerWith(
        {
          queue,
          state,
          index,
          context: writer,
          load: ({ id }) => Promise.resolve(source.get(id)),
          pollMs: 2,
          key,
          ...options,
        },
        seams,
      ),
    async enqueue({ deleteMissing = false, batchDocuments = 4 } = {}) {
      const references = referencesOf(source.keys());
      return (await runs.enqueue(references, { context: writer, deleteMissing, batchDocuments })).run;
    },
    async ended(run) {
      let last: IngestRunStatus | undefined;
      for await (const status of runs.watch(run, writer, { pollMs: 2 })) last = status;
      if (last === undefined) expect.fail('a run that is watched has a status');
      return last;
    },
  };
}

export async function* referencesOf(
  ids: Iterable<string>,
  rest: Partial<SourceReference> = {},
): AsyncGenerator<SourceReference> {
  for (const id of ids) yield Promise.resolve({ id, locator: id, ...rest });
}

/** Everything that a reader can learn from an index: documents, their digests and texts, and answers with their scores. */
export async function readingsOf(
  index: RetrievalIndex,
  queries: readonly string[],
  groups: readonly string[] = [],
): Promise<unknown> {
  const reader = user(groups);
  const documents = await index.listDocuments(reader);
  const texts = await Promise.all(documents.map(({ id }) => index.readDocument(id, reader)));
  const answers = await Promise.all(
    queries.map(async (query) => {
      const { passages, plan } = await index.search({ query, limit: 10 }, reader);
      return { passages, readable: plan.readableDocuments };
    }),
  );
  return { documents, texts, answers };
}

/** The same documents ingested at once, by one process, with no queue. */
export async function directIndex(documents: Iterable<SourceDocument>): Promise<FolderIndex> {
  const index = await openFolderIndex({ directory: '/d', fileSystem: createPowerCutFileSystem({ seed: 2 }) });
  await index.ingest(streamOf([...documents]), { context: writer });
  return index;
}

/** Resolves once a condition holds. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let look = 0; look < 5_000; look++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect.fail('what was waited for never came');
}

/** Something to wait at until it is opened. */
export function createGate(): {
  readonly reached: Promise<void>;
  readonly pass: () => Promise<void>;
  readonly open: () => void;
} {
  const { promise: reached, resolve: reach } = Promise.withResolvers<undefined>();
  const { promise: opened, resolve: open } = Promise.withResolvers<undefined>();
  return {
    reached,
    pass: () => {
      reach(undefined);
      return opened;
    },
    open: () => {
      open(undefined);
    },
  };
}
