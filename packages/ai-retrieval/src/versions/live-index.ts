import type { CallContext } from '@org/ai-core';
import type { FolderIndex, FolderIndexParts } from '../index/folder-index.ts';
import type { ErasedDocument, ErasureRecord } from '../ingest/erasure-record.ts';

/** How the index that answers reaches the versions. */
export interface LiveIndexParts {
  /** Work on the version that answers now. */
  readonly read: <R>(work: (index: FolderIndex) => Promise<R>) => Promise<R>;
  /** Work that writes the version that answers, which cannot change meanwhile. */
  readonly write: <R>(signal: AbortSignal | undefined, work: (index: FolderIndex) => Promise<R>) => Promise<R>;
  /** Work that writes every version, the one that answers first: what is erased there is no longer brought into the others. */
  readonly writeAll: <R>(
    signal: AbortSignal | undefined,
    work: (parts: FolderIndexParts) => Promise<R>,
  ) => Promise<readonly R[]>;
  readonly close: () => Promise<void>;
}

/** The version that answers, as an index: a search goes on with the version that it began with, the next one sees a change. */
export function createLiveIndex({ read, write, writeAll, close }: LiveIndexParts): FolderIndex {
  const erase = async (
    context: CallContext,
    work: (index: FolderIndex) => Promise<ErasureRecord>,
  ): Promise<ErasureRecord> => merged(await writeAll(context.signal, ({ index }) => work(index)));
  return {
    search: (request, context) => read((index) => index.search(request, context)),
    readDocument: (id, context) => read((index) => index.readDocument(id, context)),
    listDocuments: (context) => read((index) => index.listDocuments(context)),
    explainAccess: (request, context) => read((index) => index.explainAccess(request, context)),
    ingest: (documents, options) =>
      write(options.signal ?? options.context.signal, (index) => index.ingest(documents, options)),
    compact: (context) => write(context.signal, (index) => index.compact(context)),
    deleteDocuments: (request, context) => erase(context, (index) => index.deleteDocuments(request, context)),
    eraseSubject: (request, context) => erase(context, (index) => index.eraseSubject(request, context)),
    close,
  };
}

/** One record of what went from all versions. */
function merged(records: readonly ErasureRecord[]): ErasureRecord {
  const [live] = records;
  if (live === undefined) throw new TypeError('an index of versions has at least one');
  const documents = new Map<string, ErasedDocument>();
  for (const record of records) for (const one of record.documents) documents.set(one.document, one);
  return {
    ...live,
    documents: [...documents.values()],
    absent: live.absent.filter((id) => !documents.has(id)),
    filesRemoved: records.reduce((sum, { filesRemoved }) => sum + filesRemoved, 0),
    bytesRemoved: records.reduce((sum, { bytesRemoved }) => sum + bytesRemoved, 0),
  };
}
