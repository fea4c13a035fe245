import { randomUUID } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  AiError,
  checkPrincipal,
  noopTelemetry,
  systemClock,
  throwIfDone,
  withOperation,
  type CallContext,
  type Clock,
  type EmbeddingModel,
  type OperationSpan,
  type Principal,
  type Telemetry,
} from '@org/ai-core';
import { acquireLock, createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { checkAccessQuestion, explainTo } from '../access/explain-to.ts';
import { createReadableCache } from '../access/readable-cache.ts';
import { createAnalyserSource } from '../analysis/analyser-source.ts';
import type { ChunkBudget } from '../chunk/chunk-budget.ts';
import type { Language } from '../analysis/language.ts';
import { createEmbeddingSource } from '../embedding/embedding-source.ts';
import type { FittedEmbedding } from '../embedding/fitted-embedding.ts';
import { compactNow, type CompactionReport } from '../ingest/compact.ts';
import type { IngestParts } from '../ingest/create-run.ts';
import { eraseDocuments, type EraseSelection } from '../ingest/erase.ts';
import type { ErasureRecord } from '../ingest/erasure-record.ts';
import { ingestDocuments } from '../ingest/ingest.ts';
import { recordLineage } from '../lineage/record-lineage.ts';
import { removeOrphans } from '../ingest/remove-orphans.ts';
import type { SearchResponse } from '../search/search-types.ts';
import { onGrid } from '../search/even-time.ts';
import { searchIndex } from '../search/search.ts';
import { createVectorSpaces } from '../search/vector-spaces.ts';
import type { RetrievalIndex } from './retrieval-index.ts';
import { openIndexStore, type IndexStore } from './index-store.ts';
import type { IndexSeams } from './index-seams.ts';
import type { LiveDocument, Partition } from './partition.ts';
import { createTextReader, type TextReader } from './read-text.ts';
import type { DocumentSummary } from './stored-document.ts';

/** Where an index is and what it embeds with. */
export interface FolderIndexOptions {
  /** Absolute path; created when missing unless `isReadOnly`. */
  readonly directory: string;
  /** One model for all tenants, or a port that fits one per tenant. Without it search is lexical. */
  readonly embedding?: EmbeddingModel | FittedEmbedding | undefined;
  /** Weight of title and heading terms beside the body's in BM25; 0 ranks by the body alone. @defaultValue 0.5 */
  readonly headingBoost?: number | undefined;
  /** Weight of query terms that stand close together (Büttcher, Clarke and Lushman 2006) beside BM25; 0 leaves it out. @defaultValue 0 */
  readonly proximityBoost?: number | undefined;
  /** How words are reduced to their stems; another one than a tenant's texts were written with rewrites them at the next ingestion. All but English need the optional peers `@orama/stemmers` and `@orama/stopwords`. @defaultValue what the texts were written with, English for a new tenant */
  readonly language?: Language | undefined;
  /** How long chunks become; others than a tenant's texts were cut into cut them anew at the next ingestion. To try that beside the index that is in use, see `openIndexVersions`. @defaultValue what the texts were cut into, 60 to 220 estimated tokens for a new tenant */
  readonly chunking?: ChunkBudget | undefined;
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  readonly telemetry?: Telemetry | undefined;
  readonly clock?: Clock | undefined;
  /** Let answers of `search` leave at multiples of so many milliseconds after the call, so that their time tells nothing about what is hidden, not even microseconds. For indexes whose callers can measure them closely; costs half of it on average. @defaultValue 0 */
  readonly answerGridMs?: number | undefined;
  /** Never write: for folders on read-only media and for processes that only search. @defaultValue false */
  readonly isReadOnly?: boolean | undefined;
}

/**
 * A search index in a folder: one process at a time writes, any number read.
 * When its newest manifest is damaged, nothing older is used: the next ingestion takes what its stream brings into an empty index, also without `deleteMissing`, and the other tenants stay closed until they ingest.
 * An erasure costs about as much as compacting the tenant.
 */
export interface FolderIndex extends RetrievalIndex {
  /**
   * Writes the principal's tenant into as few files as it needs and removes the old ones. Ingestion does this by itself when half is dead.
   *
   * @throws AiError as `deleteDocuments`
   */
  compact(context: CallContext): Promise<CompactionReport>;
}

/**
 * Opens an index in a folder, or makes an empty one. A folder whose writer was killed or lost power opens at its last complete generation.
 * With a damaged newest manifest, which no crash leaves, it opens as well, but every read is refused with `integrity` until the documents are ingested again.
 *
 * @throws AiError `forbidden` when the folder cannot be written (open it with `isReadOnly`), `not-found` when there is none to read, `integrity`, `unsupported`
 * @example
 * ```ts
 * import { createContext, createServicePrincipal, type SourceDocument } from '@org/ai-core';
 * import { openFolderIndex, readFolder } from '@org/ai-retrieval';
 *
 * const index = await openFolderIndex({ directory: '/var/lib/assistant/index' });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'ingest' }) });
 * async function* documents(): AsyncGenerator<SourceDocument> {
 *   for await (const item of readFolder({ root: '/srv/handbook', tenant: 'meridian' })) {
 *     if (item.kind === 'document') yield item.document;
 *   }
 * }
 * const report = await index.ingest(documents(), { context, deleteMissing: true });
 * console.log(`${String(report.added)} added`);
 * ```
 */
export function openFolderIndex(options: FolderIndexOptions): Promise<FolderIndex> {
  return openFolderIndexWith(options, {});
}

/** {@link openFolderIndex} with seams at which tests plant faults. */
export async function openFolderIndexWith(options: FolderIndexOptions, seams: IndexSeams): Promise<FolderIndex> {
  return (await openFolderIndexParts(options, seams)).index;
}

/** An index with what it reads from, for what copies out of it. */
export interface FolderIndexParts {
  readonly index: FolderIndex;
  readonly store: IndexStore;
  readonly texts: TextReader;
}

/** {@link openFolderIndexWith}, with what the index reads from. */
export async function openFolderIndexParts(options: FolderIndexOptions, seams: IndexSeams): Promise<FolderIndexParts> {
  const { directory, fileSystem = createNodeFileSystem(), telemetry = noopTelemetry, clock = systemClock } = options;
  const { headingBoost = 0.5, proximityBoost = 0, answerGridMs = 0, isReadOnly = false } = options;
  if (!isAbsolute(directory)) throw new AiError('invalid-input', 'directory must be an absolute path');
  if (!(headingBoost >= 0 && headingBoost <= 100))
    throw new AiError('invalid-input', 'headingBoost must be between 0 and 100');
  if (!(proximityBoost >= 0 && proximityBoost <= 100))
    throw new AiError('invalid-input', 'proximityBoost must be between 0 and 100');
  if (!(answerGridMs >= 0 && answerGridMs <= 1_000))
    throw new AiError('invalid-input', 'answerGridMs must be between 0 and 1,000');
  await prepareFolder(fileSystem, directory, isReadOnly);
  const store = await openIndexStore(fileSystem, directory);
  const embedding = createEmbeddingSource(options.embedding);
  const analysers = await createAnalyserSource(options);
  const spaces = createVectorSpaces();
  const weights = { headingBoost, proximityBoost };
  const texts = createTextReader(fileSystem);
  const readable = createReadableCache(seams.isAllowed);
  const tenantOf = seams.tenantOf ?? ((principal: Principal) => principal.tenant);
  let isClosed = false;
  let writing: Promise<unknown> = Promise.resolve();
  let writers = 0;

  const requireOpen = (): void => {
    if (isClosed) throw new AiError('conflict', 'the index is closed; open it again');
  };
  const load = async (principal: Principal): Promise<Partition | undefined> => {
    // While this process writes it knows every generation; otherwise another one may have flipped.
    if (writers === 0) await store.refresh();
    return store.load(tenantOf(principal));
  };
  /** The files of a compacted generation may go between looking and reading: look again, once. */
  const steadily = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      if (!AiError.is(error, 'not-found')) throw error;
      return work();
    }
  };
  const readableDocuments = async (context: CallContext): Promise<readonly LiveDocument[]> => {
    requireOpen();
    const principal = checkPrincipal(context.principal);
    throwIfDone(context, clock);
    const partition = await load(principal);
    return partition === undefined ? [] : readable.get(partition, principal).documents;
  };

  /** One write after the other in this process, and under the lock against others. */
  const write = <R>(
    name: string,
    context: CallContext,
    signal: AbortSignal | undefined,
    work: (parts: IngestParts, span: OperationSpan) => Promise<R>,
  ): Promise<R> => {
    const locked = async (span: OperationSpan): Promise<R> => {
      const path = join(directory, 'writer');
      const lock = await acquireLock({ fileSystem, path, signal: signal ?? context.signal, ...seams.lock });
      try {
        await store.refresh();
        await removeOrphans(store);
        const { isShared, batchRecords } = seams;
        return await work({ store, embedding, analysers, texts, clock, lock, isShared, batchRecords }, span);
      } finally {
        await lock[Symbol.asyncDispose]();
      }
    };
    const turn = writing.then(async () => {
      writers++;
      try {
        requireOpen();
        checkPrincipal(context.principal);
        if (isReadOnly)
          throw new AiError('forbidden', 'the index was opened with isReadOnly; open it without to write');
        return await withOperation(telemetry, name, {}, context, locked);
      } finally {
        writers--;
      }
    });
    writing = turn.catch(() => undefined);
    return turn;
  };
  const erase = (selection: EraseSelection, context: CallContext): Promise<ErasureRecord> =>
    write('erase', context, undefined, async (parts, span) => {
      const record = await eraseDocuments(parts, selection, context);
      span.set({ 'ai.retrieval.documents': record.documents.length });
      return record;
    });

  const index: FolderIndex = {
    ingest: (documents, ingestOptions) =>
      write('ingest', ingestOptions.context, ingestOptions.signal, async (parts, span) => {
        const { tenant } = checkPrincipal(ingestOptions.context.principal);
        const model = async (): Promise<string | undefined> =>
          (await store.load(tenant))?.manifest.embedding?.fingerprint;
        const report = await recordLineage(
          { clock, output: pathToFileURL(directory).href, model },
          documents,
          ingestOptions,
          (told) => ingestDocuments(parts, told, ingestOptions),
        );
        span.set({ 'ai.retrieval.chunks': report.chunks, 'ai.retrieval.embedding_calls': report.embeddingCalls });
        return report;
      }),
    deleteDocuments: ({ documents }, context) => erase({ documents }, context),
    compact: (context) => write('compact', context, undefined, (parts) => compactNow(parts, context)),
    eraseSubject: ({ subject }, context) => erase({ subject }, context),
    async search(request, context) {
      requireOpen();
      const work = async (span: OperationSpan): Promise<SearchResponse> => {
        const parts = { clock, embedding, analysers, spaces, readable, texts, load, weights, ...seams };
        const response = await steadily(() => searchIndex(parts, request, context));
        span.set({
          'ai.retrieval.mode': response.plan.mode,
          'ai.retrieval.readable_documents': response.plan.readableDocuments,
          'ai.retrieval.passages': response.passages.length,
        });
        return response;
      };
      return onGrid(clock, answerGridMs, () => withOperation(telemetry, 'retrieval', {}, context, work));
    },
    readDocument: (id, context) =>
      steadily(async () => {
        const document = (await readableDocuments(context)).find((each) => each.id === id);
        if (document === undefined) return undefined;
        const text = await texts.read(document.segment, document.content);
        return { ...summaryOf(document), text, headings: document.content.headings };
      }),
    async listDocuments(context) {
      const summaries = (await readableDocuments(context)).map(summaryOf);
      return summaries.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    explainAccess: ({ document: id, principal }, context) =>
      steadily(async () => {
        requireOpen();
        const question = checkAccessQuestion(principal, context);
        throwIfDone(context, clock);
        const partition = await load(question.caller);
        return explainTo(question, partition?.documents.get(id)?.acl, seams.isAllowed);
      }),
    async close() {
      isClosed = true;
      await writing;
      await spaces.close();
    },
  };
  return { index, store, texts };
}

async function prepareFolder(fileSystem: FileSystem, directory: string, isReadOnly: boolean): Promise<void> {
  if (isReadOnly) {
    if ((await fileSystem.stat(directory))?.kind === 'directory') return;
    throw new AiError('not-found', 'directory does not exist; ingest into it first, or open it without isReadOnly');
  }
  const probe = join(directory, `.write-check-${randomUUID()}`);
  try {
    if ((await fileSystem.stat(directory)) === undefined) await fileSystem.makeDirectory(directory);
    await fileSystem.createExclusive(probe, new Uint8Array());
    await fileSystem.remove(probe);
  } catch (error) {
    if (!AiError.is(error, 'forbidden')) throw error;
    throw new AiError(
      'forbidden',
      'the index folder cannot be written; make it writable, or open it with isReadOnly to search only',
      { cause: error },
    );
  }
}

function summaryOf({ id, uri, trust, content }: LiveDocument): DocumentSummary {
  const { title, mediaType, digest, chunkCount } = content;
  return { id, uri, ...(title === undefined ? {} : { title }), mediaType, digest, trust, chunks: chunkCount };
}
