import { estimateTokens, type CallContext, type EmbeddingModel } from '@org/ai-core';
import type { PoolClient } from 'pg';
import type { TextAnalysis } from '../analysis/analyser-source.ts';
import { checkVectors } from '../ingest/batch-writer.ts';
import { digestText } from '../internal/digest-text.ts';
import { createTimeSlice } from '../internal/time-slice.ts';
import { copyRows, type CopyValue } from './copy.ts';
import { prepareDocument, type PreparedChunk } from './prepare-document.ts';
import { vectorText } from './rank-sql.ts';
import type { StoredRecord } from './stored-record.ts';
import { bumpGeneration, type WriteTarget } from './write-batch.ts';
import type { Writer } from './writer.ts';

/** Embeds chunks, and never the same text twice: vectors are found again in the database by the digest of what was embedded. */
export interface PostgresEmbedder {
  readonly model: EmbeddingModel;
  readonly calls: number;
  readonly embedded: number;
  /** By digest; null for a text without a direction. */
  vectors(writer: Writer, chunks: readonly PreparedChunk[]): Promise<ReadonlyMap<string, Float32Array | null>>;
}

const mostTexts = 64;
const mostTokens = 8_192;

/** Makes an embedder for one run. */
export function createPostgresEmbedder(
  model: EmbeddingModel,
  target: WriteTarget,
  context: CallContext,
): PostgresEmbedder {
  let calls = 0;
  let embedded = 0;
  const embed = async (chunks: readonly PreparedChunk[], into: Map<string, Float32Array | null>): Promise<void> => {
    if (chunks.length === 0) return;
    calls++;
    const { vectors } = await model.embed({ texts: chunks.map((chunk) => chunk.embedded), kind: 'document' }, context);
    checkVectors(vectors, chunks.length, model.dimensions);
    for (const [index, { digest }] of chunks.entries()) {
      const row = vectors.slice(index * model.dimensions, (index + 1) * model.dimensions);
      into.set(digest, row.some((value) => value !== 0) ? row : null);
    }
    embedded += chunks.length;
  };
  return {
    model,
    get calls() {
      return calls;
    },
    get embedded() {
      return embedded;
    },
    async vectors(writer, chunks) {
      const found = new Map<string, Float32Array | null>(
        await writer.transaction((client) =>
          knownVectors(
            client,
            target,
            chunks.map(({ digest }) => digest),
          ),
        ),
      );
      const missing = new Map(chunks.filter(({ digest }) => !found.has(digest)).map((chunk) => [chunk.digest, chunk]));
      let waiting: PreparedChunk[] = [];
      let tokens = 0;
      for (const chunk of missing.values()) {
        const length = estimateTokens(chunk.embedded);
        if (waiting.length >= mostTexts || (waiting.length > 0 && tokens + length > mostTokens)) {
          await embed(waiting, found);
          waiting = [];
          tokens = 0;
        }
        waiting.push(chunk);
        tokens += length;
      }
      await embed(waiting, found);
      return found;
    },
  };
}

async function knownVectors(
  client: PoolClient,
  { schema, tenant }: WriteTarget,
  digests: readonly string[],
): Promise<readonly (readonly [string, Float32Array])[]> {
  const { rows } = await client.query<{ readonly digest: Buffer; readonly embedding: string }>(
    `select distinct on (digest) digest, embedding::text from ${schema}.vectors where tenant = $1 and digest = any($2)`,
    [tenant, digests.map((digest) => Buffer.from(digest, 'hex'))],
  );
  return rows.map(({ digest, embedding }) => [
    digest.toString('hex'),
    Float32Array.from(JSON.parse(embedding) as readonly number[]),
  ]);
}

const documentsPerTurn = 32;

/**
 * Gives vectors to chunks that were written without a model, and then says that all have one; nothing is searched by vectors before.
 * Returns the new generation when something changed.
 */
export async function completeVectors(
  writer: Writer,
  target: WriteTarget,
  analyser: TextAnalysis,
  embedder: PostgresEmbedder,
  check: () => void,
): Promise<number | undefined> {
  const { schema, tenant } = target;
  const missing = `from ${schema}.chunks c left join ${schema}.vectors v on v.tenant = c.tenant and v.chunk = c.chunk and v.tenant = $1
     where c.tenant = $1 and v.chunk is null and not c.is_blank`;
  for (;;) {
    check();
    const rows = await writer.transaction((client) => documentsWithout(client, target, missing));
    if (rows.length === 0) break;
    for (const row of rows) await completeDocument(writer, target, analyser, embedder, row);
  }
  return writer.transaction(async (client) => {
    const { fingerprint, dimensions } = embedder.model;
    const { rowCount } = await client.query(
      `update ${schema}.tenants set fingerprint = $2, dimensions = $3, is_embedded = true
        where tenant = $1 and (fingerprint is distinct from $2 or not is_embedded)`,
      [tenant, fingerprint, dimensions],
    );
    return rowCount === 1 ? bumpGeneration(client, target) : undefined;
  });
}

interface DocumentRow {
  readonly document: string;
  readonly id: string;
  readonly digest: string;
  readonly record: string;
  readonly content: Buffer;
}

async function documentsWithout(
  client: PoolClient,
  { schema, tenant }: WriteTarget,
  missing: string,
): Promise<readonly DocumentRow[]> {
  const { rows } = await client.query<DocumentRow>(
    `select d.document, d.id, d.digest, d.record, d.content from ${schema}.documents d
      where d.tenant = $1 and d.document in (select c.document ${missing}) order by d.document limit ${documentsPerTurn}`,
    [tenant],
  );
  return rows;
}

async function completeDocument(
  writer: Writer,
  target: WriteTarget,
  analyser: TextAnalysis,
  embedder: PostgresEmbedder,
  row: DocumentRow,
): Promise<void> {
  const { schema, tenant } = target;
  const { title, mediaType } = JSON.parse(row.record) as StoredRecord;
  const text = row.content.toString('utf8');
  const document = {
    id: row.id,
    tenant,
    uri: '',
    mediaType,
    text,
    acl: { allow: [] },
    ...(title !== undefined && { title }),
  };
  const prepared = await prepareDocument(document, await digestText(text), analyser, createTimeSlice());
  const vectors = await embedder.vectors(writer, prepared.chunks);
  await writer.transaction(async (client) => {
    const { rows } = await client.query<{ readonly chunk: string; readonly digest: Buffer }>(
      `select chunk, digest from ${schema}.chunks where tenant = $1 and document = $2 and not exists (
         select from ${schema}.vectors v where v.tenant = $1 and v.chunk = chunks.chunk)`,
      [tenant, row.document],
    );
    const added: CopyValue[][] = [];
    const blank: string[] = [];
    for (const { chunk, digest } of rows) {
      const vector = vectors.get(digest.toString('hex'));
      if (vector == null) blank.push(chunk);
      else added.push([tenant, chunk, digest, vectorText(vector)]);
    }
    await copyRows(client, `${schema}.vectors`, ['tenant', 'chunk', 'digest', 'embedding'], added);
    await client.query(`update ${schema}.chunks set is_blank = true where tenant = $1 and chunk = any($2::bigint[])`, [
      tenant,
      blank,
    ]);
  });
}
