import { AiError, type CallContext } from '@org/ai-core';
import type { LiveDocument, Partition } from '../index/partition.ts';
import { completeEmbedding } from './complete-embedding.ts';
import { createRun, modelOfVectors, operatedTenant, type IngestParts } from './create-run.ts';
import type { ErasureRecord } from './erasure-record.ts';
import { inlineModel } from './ingest-run.ts';
import { removeOrphans } from './remove-orphans.ts';
import { withoutEmbedding } from './retire-embedder.ts';
import { rewritePartition } from './rewrite-partition.ts';

/** Which documents are to go: by id, or all that concern somebody. */
export type EraseSelection = { readonly documents: readonly string[] } | { readonly subject: string };

/**
 * Writes the tenant's segments anew without the documents, flips to them, and removes the old files: what is left on disk never held them. The caller holds the writer's lock.
 * Also for documents that are deleted already, whose bytes wait in old segments for a compaction. Cut off at any point it can be run again, and must be.
 */
export async function eraseDocuments(
  parts: IngestParts,
  selection: EraseSelection,
  context: CallContext,
): Promise<ErasureRecord> {
  const { store, embedding, texts, clock } = parts;
  const tenant = operatedTenant(context);
  const isDoomed = selector(selection);
  const partition = await store.load(tenant);
  const all = [...(partition?.documents.values() ?? [])];
  const doomed = all.filter(isDoomed);
  const seen = new Set(doomed.map(({ id }) => id));
  const record = {
    tenant,
    requestedBy: context.principal.subject,
    documents: doomed.map(({ id, content }) => ({ document: id, digest: content.digest, chunks: content.chunkCount })),
    absent: 'documents' in selection ? [...new Set(selection.documents)].filter((id) => !seen.has(id)) : [],
  };
  let embedder: ErasureRecord['embedder'] = 'none';
  if (partition !== undefined) {
    const run = await createRun(parts, tenant, partition, { context }, () => all.length);
    run.check();
    const stored = partition.manifest.embedding?.fingerprint;
    const base = await retained(parts, partition);
    const kept = all.filter((document) => !isDoomed(document));
    const model = await inlineModel(embedding, base);
    let next = await run.commit(await rewritePartition(base, kept, model, run));
    next = await completeEmbedding(next, run);
    embedder = outcome(stored, next.manifest.embedding?.fingerprint);
    if (embedder === 'replaced' || embedder === 'removed') await embedding.forget?.(stored ?? '');
  }
  texts.forget();
  const { files: filesRemoved, bytes: bytesRemoved } = await removeOrphans(store);
  const erasedMs = clock.epochMs();
  return { ...record, erasedMs, filesRemoved, bytesRemoved, embedder, generation: store.generation };
}

/** The partition whose model may go on: a fitted one is fitted anew, for it may have learned from what goes, now or at an earlier deletion. */
async function retained({ embedding }: IngestParts, partition: Partition): Promise<Partition> {
  const stored = partition.manifest.embedding?.fingerprint;
  if (stored === undefined) return partition;
  if (embedding.isFitted) {
    if (embedding.forget !== undefined) return withoutEmbedding(partition);
    throw new AiError(
      'unsupported',
      'the fitted embedding has no forget(), and its models may have learned from what is to be erased; add it',
    );
  }
  await modelOfVectors(embedding, partition);
  return partition;
}

function outcome(before: string | undefined, after: string | undefined): ErasureRecord['embedder'] {
  if (before === undefined) return after === undefined ? 'none' : 'kept';
  if (after === undefined) return 'removed';
  return after === before ? 'kept' : 'replaced';
}

/** @throws AiError `invalid-input` for a selection that names nothing */
export function checkSelection(selection: EraseSelection): void {
  if ('documents' in selection) {
    if (!Array.isArray(selection.documents) || selection.documents.length === 0)
      throw new AiError('invalid-input', 'documents must name at least one document');
  } else if (typeof selection.subject !== 'string' || selection.subject === '')
    throw new AiError('invalid-input', 'subject must name the person whose documents are to be erased');
}

function selector(selection: EraseSelection): (document: LiveDocument) => boolean {
  checkSelection(selection);
  if ('documents' in selection) {
    const ids = new Set(selection.documents);
    return ({ id }) => ids.has(id);
  }
  const { subject } = selection;
  return ({ metadata }) => {
    const subjects = metadata?.['subjects'];
    return subjects === subject || (Array.isArray(subjects) && subjects.includes(subject));
  };
}
