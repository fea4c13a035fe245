import { AiError, createContext, createServicePrincipal, type CallContext, type SourceDocument } from '@org/ai-core';
import type { FolderIndexParts } from '../index/folder-index.ts';
import { emptyPartition, isEmbedded, liveChunks, type LiveDocument, type Partition } from '../index/partition.ts';
import { newPartitionManifest, type IndexStore } from '../index/index-store.ts';
import { isSameRecord, recordOf } from '../ingest/document-record.ts';

/** What bringing a version in step took. */
export interface StepReport {
  readonly tenants: number;
  /** Documents that were brought over: new ones, changed ones, and those whose access or metadata changed. */
  readonly documents: number;
  readonly deleted: number;
  /** Chunks written. */
  readonly chunks: number;
  readonly embeddingCalls: number;
}

/** How far it is. */
export interface StepProgress {
  /** Documents brought over so far, and to bring over, of the tenants that were looked at so far. */
  readonly documents: number;
  readonly of: number;
}

/** How to bring one in step. */
export interface StepOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: StepProgress) => void) | undefined;
}

const mostAttempts = 5;

/**
 * Makes a version hold the documents of another, tenant by tenant, with their access lists: what is the same already is not read, what the other has no longer goes.
 * The other may be written meanwhile; what changes after the look at a tenant is found by the next call.
 *
 * @throws AiError `conflict` (another process writes the target), `integrity`, `aborted`
 */
export async function bringInStep(
  source: FolderIndexParts,
  target: FolderIndexParts,
  options: StepOptions = {},
): Promise<StepReport> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await bringOnce(source, target, options);
    } catch (error) {
      // A compaction of the source took files away that were about to be read.
      if (!AiError.is(error, 'not-found') || attempt === mostAttempts) throw error;
    }
  }
}

async function bringOnce(
  source: FolderIndexParts,
  target: FolderIndexParts,
  { signal, onProgress }: StepOptions,
): Promise<StepReport> {
  await Promise.all([source.store.refresh(), target.store.refresh()]);
  const tenants = tenantsOf(source.store, target.store);
  const progress = { documents: 0, of: 0 };
  let report = { tenants: tenants.length, documents: 0, deleted: 0, chunks: 0, embeddingCalls: 0 };
  for (const tenant of tenants) {
    let from: Partition | undefined;
    /** Looks under the writer's lock of the target: what was erased before that, in the source first, is not brought back. */
    async function* stream(): AsyncGenerator<SourceDocument> {
      await Promise.all([source.store.refresh(), target.store.refresh()]);
      const plan = await planOf(source.store, target.store, tenant);
      ({ from } = plan);
      progress.of += plan.changed.length;
      for (const document of plan.changed) {
        yield await sourceDocument(source, tenant, document);
        progress.documents++;
        onProgress?.({ ...progress });
      }
    }
    const { deleted, chunks, embeddingCalls } = await target.index.ingest(stream(), {
      context: operator(tenant, signal),
      deleteMissing: true,
      keep: (missing) => Promise.resolve(missing.filter((id) => from?.documents.has(id) === true)),
    });
    report = {
      ...report,
      documents: progress.documents,
      deleted: report.deleted + deleted,
      chunks: report.chunks + chunks,
      embeddingCalls: report.embeddingCalls + embeddingCalls,
    };
  }
  return report;
}

/**
 * Whether a version holds exactly the documents of another, and all the vectors that it should have.
 *
 * @throws AiError `conflict` when it does not, saying in how many documents they differ
 */
export async function demandInStep(
  source: FolderIndexParts,
  target: FolderIndexParts,
  fingerprint: string | undefined,
): Promise<void> {
  await Promise.all([source.store.refresh(), target.store.refresh()]);
  let differing = 0;
  for (const tenant of tenantsOf(source.store, target.store)) {
    const { to, from, changed } = await planOf(source.store, target.store, tenant);
    differing += changed.length;
    for (const id of to.documents.keys()) if (!from.documents.has(id)) differing++;
    const hasVectors = isEmbedded(to) && to.manifest.embedding?.fingerprint === fingerprint;
    if (fingerprint !== undefined && liveChunks(to) > 0 && !hasVectors)
      throw new AiError('conflict', 'the version lacks vectors of its embedder; build it again');
  }
  if (differing > 0)
    throw new AiError(
      'conflict',
      `the version differs from the one that answers in ${String(differing)} documents; build it again`,
      { details: { documents: differing } },
    );
}

interface TenantPlan {
  readonly tenant: string;
  readonly from: Partition;
  readonly to: Partition;
  readonly changed: readonly LiveDocument[];
}

async function planOf(source: IndexStore, target: IndexStore, tenant: string): Promise<TenantPlan> {
  const empty = emptyPartition(await newPartitionManifest(tenant));
  const from = (await source.load(tenant)) ?? empty;
  const to = (await target.load(tenant)) ?? empty;
  const changed = [...from.documents.values()].filter((document) => !isSame(document, to.documents.get(document.id)));
  return { tenant, from, to, changed };
}

function isSame(document: LiveDocument, other: LiveDocument | undefined): boolean {
  if (other === undefined) return false;
  const { digest, mediaType, title } = document.content;
  const { content } = other;
  return (
    content.digest === digest &&
    content.mediaType === mediaType &&
    content.title === title &&
    isSameRecord(other, recordOf({ ...recordedOf(document), tenant: '', mediaType, text: '' }, 0, undefined))
  );
}

function tenantsOf(...stores: readonly IndexStore[]): readonly string[] {
  return [...new Set(stores.flatMap(({ manifest }) => manifest.partitions.map(({ tenant }) => tenant)))].sort();
}

async function sourceDocument(
  { texts }: FolderIndexParts,
  tenant: string,
  document: LiveDocument,
): Promise<SourceDocument> {
  const { segment, content } = document;
  const { mediaType, title } = content;
  return { ...recordedOf(document), tenant, mediaType, title, text: await texts.read(segment, content) };
}

function recordedOf({
  id,
  uri,
  acl,
  trust,
  metadata,
  modifiedMs,
}: LiveDocument): Pick<SourceDocument, 'id' | 'uri' | 'acl' | 'metadata' | 'modifiedAt'> {
  const modifiedAt = modifiedMs === undefined ? undefined : new Date(modifiedMs);
  return { id, uri, acl, metadata: { ...metadata, trust }, modifiedAt };
}

function operator(tenant: string, signal: AbortSignal | undefined): CallContext {
  return createContext({ principal: createServicePrincipal({ tenant, subject: 'index-versions' }), signal });
}
