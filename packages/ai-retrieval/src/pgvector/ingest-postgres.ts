import { AiError, canonicalJson, throwIfDone, type SourceDocument } from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';
import type { TextAnalysis } from '../analysis/analyser-source.ts';
import { checkDocument } from '../ingest/check-document.ts';
import { writableTenant } from '../ingest/create-run.ts';
import type { IngestOptions } from '../ingest/ingest.ts';
import { missingDocuments } from '../ingest/missing-documents.ts';
import type { IngestProblem, IngestProgress, IngestReport } from '../ingest/ingest-report.ts';
import { digestText } from '../internal/digest-text.ts';
import { createTimeSlice } from '../internal/time-slice.ts';
import { completeVectors, createPostgresEmbedder, type PostgresEmbedder } from './embed-postgres.ts';
import { aclDigest, idDigest } from './row-key.ts';
import { prepareDocument, recordWithout, type PreparedDocument } from './prepare-document.ts';
import type { PostgresSearchParts } from './search-postgres.ts';
import type { StoredRecord } from './stored-record.ts';
import { writeBatch, type Batch, type ChangedDocument, type WriteTarget } from './write-batch.ts';
import { openWriter, type Writer } from './writer.ts';

/** What an ingestion works with. */
export interface PostgresParts extends PostgresSearchParts {
  readonly pool: Pool;
}

const mostDocuments = 256;
const mostUnits = 1_000_000;

/** Takes a stream of documents into the tenant's rows, a transaction for each batch; what is committed stays when the run is cut off, and the next one goes on from there. */
export async function ingestIntoPostgres(
  parts: PostgresParts,
  documents: AsyncIterable<SourceDocument>,
  options: IngestOptions,
): Promise<IngestReport> {
  const tenant = writableTenant(options.context);
  const signals = [options.context.signal, options.signal].filter((signal) => signal !== undefined);
  const context = { ...options.context, signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] };
  const { pool, schema, clock, embedding } = parts;
  const writer = await openWriter(pool, schema, tenant, context, clock);
  try {
    const start = await openRun(parts, writer, tenant);
    const embedder = embedding && createPostgresEmbedder(embedding, start.target, context);
    const run = { ...start, writer, embedder, check: () => throwIfDone(context, clock) };
    return await ingestRun(run, documents, options);
  } finally {
    await writer[Symbol.asyncDispose]();
  }
}

interface Run {
  readonly target: WriteTarget;
  readonly analyser: TextAnalysis;
  readonly generation: number;
  readonly writer: Writer;
  readonly embedder: PostgresEmbedder | undefined;
  readonly check: () => void;
}

async function openRun(
  { schema, states, analysers, embedding }: PostgresParts,
  writer: Writer,
  tenant: string,
): Promise<Pick<Run, 'target' | 'analyser' | 'generation'>> {
  const state = await writer.transaction((client) => states.read(client, tenant));
  const analyser = await analysers.writing(state?.analysis);
  if (state !== undefined && state.analysis !== analyser.version)
    throw new AiError(
      'conflict',
      'the texts were analysed for another language or by an older version; ingest into another schema',
    );
  if (state?.fingerprint !== undefined && state.fingerprint !== embedding?.fingerprint)
    throw new AiError(
      'conflict',
      'the tenant has vectors of another embedder; open the index with that one, or use another schema',
    );
  return { target: { schema, tenant, analysis: analyser.version }, analyser, generation: state?.generation ?? 0 };
}

async function ingestRun(
  run: Run,
  documents: AsyncIterable<SourceDocument>,
  options: IngestOptions,
): Promise<IngestReport> {
  const { writer, target, analyser, embedder } = run;
  const seen = new Set<string>();
  const counts = { added: 0, updated: 0, aclOnly: 0, unchanged: 0, deleted: 0, chunks: 0 };
  const problems: IngestProblem[] = [];
  let { generation } = run;
  let waiting: SourceDocument[] = [];
  let units = 0;
  const slice = createTimeSlice();
  const report = (phase: IngestProgress['phase'], chunks: number): void =>
    options.onProgress?.({ phase, documents: seen.size, chunks });
  const write = async (batch: Omit<Batch, 'vectors'>): Promise<void> => {
    if (batch.put.length + batch.changed.length + batch.deleted.length === 0) return;
    const vectors = await embedder?.vectors(
      writer,
      batch.put.flatMap(({ chunks }) => chunks),
    );
    run.check();
    generation = await writer.transaction((client) => writeBatch(client, target, { ...batch, vectors }));
    counts.chunks += batch.put.reduce((sum, { chunks }) => sum + chunks.length, 0);
  };
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    units = 0;
    const stored = await writer.transaction((client) =>
      storedDocuments(
        client,
        target,
        batch.map(({ id }) => id),
      ),
    );
    const put: PreparedDocument[] = [];
    const changed: ChangedDocument[] = [];
    for (const document of batch) {
      run.check();
      const digest = await digestText(document.text);
      const known = stored.get(document.id);
      const isSameText =
        known?.digest === digest &&
        known.record.mediaType === document.mediaType &&
        known.record.title === document.title;
      if (!isSameText) {
        put.push(await prepareDocument(document, digest, analyser, slice));
        counts[known === undefined ? 'added' : 'updated']++;
      } else if (isSameRecord(known, document)) counts.unchanged++;
      else {
        const { id, acl } = document;
        changed.push({ id, acl: aclDigest(acl), rules: JSON.stringify(acl), record: recordWithout(document) });
        counts.aclOnly++;
      }
    }
    await write({ put, changed, deleted: [] });
  };

  for await (const given of documents) {
    run.check();
    const checked = checkDocument(given, target.tenant, seen);
    if ('code' in checked) {
      problems.push(checked);
      continue;
    }
    problems.push(...checked.problems);
    seen.add(checked.document.id);
    waiting.push(checked.document);
    units += checked.document.text.length;
    report('reading', counts.chunks);
    if (waiting.length >= mostDocuments || units >= mostUnits) await flush();
  }
  run.check();
  await flush();
  if (options.deleteMissing === true) {
    const all = await writer.transaction((client) => allIds(client, target));
    const missing = await missingDocuments(all, seen, options);
    for (let at = 0; at < missing.length; at += mostDocuments)
      await write({ put: [], changed: [], deleted: missing.slice(at, at + mostDocuments) });
    counts.deleted = missing.length;
  }
  if (embedder !== undefined) {
    report('embedding', embedder.embedded);
    generation = (await completeVectors(run.writer, target, analyser, embedder, run.check)) ?? generation;
  }
  return { ...counts, embeddingCalls: embedder?.calls ?? 0, generation, problems };
}

interface Stored {
  readonly digest: string;
  readonly key: string;
  readonly record: StoredRecord;
}

async function storedDocuments(
  client: PoolClient,
  { schema, tenant }: WriteTarget,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Stored>> {
  const { rows } = await client.query<{
    readonly id: string;
    readonly digest: string;
    readonly key: Buffer;
    readonly record: string;
  }>(
    `select d.id, d.digest, a.key, d.record from ${schema}.documents d join ${schema}.acls a on a.tenant = d.tenant and a.acl = d.acl
      where d.tenant = $1 and a.tenant = $1 and d.id_digest = any($2)`,
    [tenant, ids.map(idDigest)],
  );
  return new Map(
    rows.map(({ id, digest, key, record }) => [
      id,
      { digest, key: key.toString('hex'), record: JSON.parse(record) as StoredRecord },
    ]),
  );
}

async function allIds(client: PoolClient, { schema, tenant }: WriteTarget): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly id: string }>(`select id from ${schema}.documents where tenant = $1`, [
    tenant,
  ]);
  return rows.map(({ id }) => id);
}

/** The time of a file's last change alone is no news: copying a folder changes it. */
function isSameRecord({ key, record }: Stored, document: SourceDocument): boolean {
  const { uri, trust, metadata } = recordWithout(document);
  const keyOf = (value: StoredRecord['metadata']): string => (value === undefined ? '' : canonicalJson(value));
  return (
    record.uri === uri &&
    record.trust === trust &&
    key === aclDigest(document.acl) &&
    keyOf(record.metadata) === keyOf(metadata)
  );
}
