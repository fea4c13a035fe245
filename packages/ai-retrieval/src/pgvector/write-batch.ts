import type { JsonValue } from '@org/ai-core';
import type { PoolClient } from 'pg';
import { copyRows, type CopyValue } from './copy.ts';
import type { PlainRecord, PreparedDocument } from './prepare-document.ts';
import { vectorText } from './rank-sql.ts';
import { idDigest } from './row-key.ts';
import type { StoredRecord } from './stored-record.ts';

/** A document that keeps its text. */
export interface ChangedDocument {
  readonly id: string;
  /** Digest of its access list. */
  readonly acl: string;
  readonly rules: string;
  readonly record: PlainRecord;
}

/** What one transaction writes. */
export interface Batch {
  readonly put: readonly PreparedDocument[];
  readonly changed: readonly ChangedDocument[];
  readonly deleted: readonly string[];
  /** By digest of the embedded text; null where the embedder gives no direction. Without a model: undefined. */
  readonly vectors: ReadonlyMap<string, Float32Array | null> | undefined;
}

/** Of which analyser and model the tenant's rows are. */
export interface WriteTarget {
  readonly schema: string;
  readonly tenant: string;
  readonly analysis: string;
}

/**
 * Applies a batch within the caller's transaction. Applied twice it changes nothing the second time but the generation, so that a transaction whose end was not seen can be run again.
 * Returns the new generation.
 */
export async function writeBatch(client: PoolClient, target: WriteTarget, batch: Batch): Promise<number> {
  const { schema, tenant, analysis } = target;
  await client.query(
    `insert into ${schema}.tenants (tenant, generation, analysis) values ($1, 0, $2) on conflict (tenant) do nothing`,
    [tenant, analysis],
  );
  const ids = [...batch.put.map(({ id }) => id), ...batch.deleted];
  const gone = await documentsOf(client, target, ids);
  await removeDocuments(client, target, gone);
  const acls = await aclIds(client, target, [...batch.put, ...batch.changed]);
  await insertDocuments(client, target, batch, acls);
  await changeDocuments(client, target, batch.changed, acls);
  return bumpGeneration(client, target);
}

/** Says that something changed: the next search reads the tenant's access lists anew. */
export async function bumpGeneration(client: PoolClient, { schema, tenant }: WriteTarget): Promise<number> {
  const { rows } = await client.query<{ readonly generation: string }>(
    `update ${schema}.tenants set generation = generation + 1 where tenant = $1 returning generation`,
    [tenant],
  );
  return Number(rows[0]?.generation ?? 0);
}

async function documentsOf(
  client: PoolClient,
  { schema, tenant }: WriteTarget,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly document: string }>(
    `select document from ${schema}.documents where tenant = $1 and id_digest = any($2)`,
    [tenant, ids.map(idDigest)],
  );
  return rows.map(({ document }) => document);
}

/** Takes documents out, with everything that was made of them. */
export async function removeDocuments(
  client: PoolClient,
  target: WriteTarget,
  documents: readonly string[],
): Promise<void> {
  if (documents.length === 0) return;
  const { schema, tenant } = target;
  await addStatistics(client, target, documents, -1);
  const chunks = `select chunk from ${schema}.chunks where tenant = $1 and document = any($2::bigint[])`;
  const { rows } = await client.query<{ readonly found: boolean }>('select to_regclass($1) is not null as found', [
    `${schema}.vectors`,
  ]);
  const tables = ['postings', ...(rows[0]?.found === true ? ['vectors'] : [])];
  for (const table of tables)
    await client.query(`delete from ${schema}.${table} where tenant = $1 and chunk in (${chunks})`, [
      tenant,
      documents,
    ]);
  for (const table of ['chunks', 'documents'])
    await client.query(`delete from ${schema}.${table} where tenant = $1 and document = any($2::bigint[])`, [
      tenant,
      documents,
    ]);
}

/** Adds to the sums of the access lists what these documents have, or takes it away. */
async function addStatistics(
  client: PoolClient,
  { schema, tenant }: WriteTarget,
  documents: readonly string[],
  sign: 1 | -1,
): Promise<void> {
  await client.query(
    `update ${schema}.acls a set documents = a.documents + $3 * s.documents, chunks = a.chunks + $3 * s.chunks,
        body_length = a.body_length + $3 * s.body_length, heading_length = a.heading_length + $3 * s.heading_length,
        headed_chunks = a.headed_chunks + $3 * s.headed_chunks
       from (select d.acl, count(distinct d.document) as documents, count(c.chunk) as chunks,
                    coalesce(sum(c.body_length), 0) as body_length, coalesce(sum(c.heading_length), 0) as heading_length,
                    count(c.chunk) filter (where c.heading_length > 0) as headed_chunks
               from ${schema}.documents d left join ${schema}.chunks c on c.tenant = d.tenant and c.document = d.document and c.tenant = $1
              where d.tenant = $1 and d.document = any($2::bigint[]) group by d.acl) s
      where a.tenant = $1 and a.acl = s.acl`,
    [tenant, documents, sign],
  );
}

/** Numbers that no row of the tenant has: the first of `count`. */
async function takeNumbers(client: PoolClient, { schema, tenant }: WriteTarget, count: number): Promise<bigint> {
  const { rows } = await client.query<{ readonly first: string }>(
    `update ${schema}.tenants set next_id = next_id + $2 where tenant = $1 returning next_id - $2 as first`,
    [tenant, count],
  );
  return BigInt(rows[0]?.first ?? 0);
}

async function aclIds(
  client: PoolClient,
  target: WriteTarget,
  documents: readonly Pick<PreparedDocument, 'acl' | 'rules'>[],
): Promise<ReadonlyMap<string, string>> {
  const { schema, tenant } = target;
  const rules = new Map(documents.map(({ acl, rules: text }) => [acl, text]));
  if (rules.size === 0) return new Map();
  const digests = Array.from(rules.keys(), (digest) => Buffer.from(digest, 'hex'));
  const first = await takeNumbers(client, target, rules.size);
  await client.query(
    `insert into ${schema}.acls (tenant, acl, key, rules)
     select $1, $2::bigint + place - 1, key, rules from unnest($3::bytea[], $4::text[]) with ordinality as t(key, rules, place)
     on conflict (tenant, key) do nothing`,
    [tenant, String(first), digests, [...rules.values()]],
  );
  const { rows } = await client.query<{ readonly key: Buffer; readonly acl: string }>(
    `select key, acl from ${schema}.acls where tenant = $1 and key = any($2)`,
    [tenant, digests],
  );
  return new Map(rows.map(({ key, acl }) => [key.toString('hex'), acl]));
}

async function insertDocuments(
  client: PoolClient,
  target: WriteTarget,
  { put, vectors }: Batch,
  acls: ReadonlyMap<string, string>,
): Promise<void> {
  if (put.length === 0) return;
  const { schema, tenant } = target;
  const count = put.reduce((sum, { chunks }) => sum + 1 + chunks.length, 0);
  let next = await takeNumbers(client, target, count);
  const documents: CopyValue[][] = [];
  const chunks: CopyValue[][] = [];
  const postings: CopyValue[][] = [];
  const rows: CopyValue[][] = [];
  const encoder = new TextEncoder();
  const numbers: string[] = [];
  for (const { id, text, digest, acl: list, record, chunks: parts } of put) {
    const document = String(next++);
    numbers.push(document);
    const acl = acls.get(list) ?? '';
    documents.push([
      tenant,
      document,
      id,
      idDigest(id),
      acl,
      digest,
      record.modifiedMs ?? null,
      metadataOf(record),
      JSON.stringify(record),
      encoder.encode(text),
    ]);
    for (const part of parts) {
      const chunk = String(next++);
      const vector = vectors?.get(part.digest);
      chunks.push([
        tenant,
        chunk,
        document,
        acl,
        part.start,
        part.end,
        part.path,
        part.bodyLength,
        part.headingLength,
        Buffer.from(part.digest, 'hex'),
        vector === null,
        encoder.encode(part.text),
      ]);
      for (const [term, [body, heading]] of part.terms) postings.push([tenant, term, chunk, body, heading]);
      if (vector != null) rows.push([tenant, chunk, Buffer.from(part.digest, 'hex'), vectorText(vector)]);
    }
  }
  await copyRows(
    client,
    `${schema}.documents`,
    ['tenant', 'document', 'id', 'id_digest', 'acl', 'digest', 'modified_ms', 'metadata', 'record', 'content'],
    documents,
  );
  await copyRows(
    client,
    `${schema}.chunks`,
    [
      'tenant',
      'chunk',
      'document',
      'acl',
      'span_start',
      'span_end',
      'path',
      'body_length',
      'heading_length',
      'digest',
      'is_blank',
      'content',
    ],
    chunks,
  );
  await copyRows(client, `${schema}.postings`, ['tenant', 'term', 'chunk', 'body', 'heading'], postings);
  if (rows.length > 0) await copyRows(client, `${schema}.vectors`, ['tenant', 'chunk', 'digest', 'embedding'], rows);
  await addStatistics(client, target, numbers, 1);
}

async function changeDocuments(
  client: PoolClient,
  target: WriteTarget,
  changed: readonly ChangedDocument[],
  acls: ReadonlyMap<string, string>,
): Promise<void> {
  if (changed.length === 0) return;
  const { schema, tenant } = target;
  const { rows } = await client.query<{ readonly document: string; readonly id: string; readonly record: string }>(
    `select document, id, record from ${schema}.documents where tenant = $1 and id_digest = any($2) for update`,
    [tenant, changed.map(({ id }) => idDigest(id))],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const numbers = rows.map(({ document }) => document);
  await addStatistics(client, target, numbers, -1);
  for (const { id, acl, record } of changed) {
    const row = stored.get(id);
    if (row === undefined) continue;
    const { chunks, headings, paths } = JSON.parse(row.record) as StoredRecord;
    const next: StoredRecord = { ...record, chunks, headings, paths };
    await client.query(
      `update ${schema}.documents set acl = $3, modified_ms = $4, metadata = $5, record = $6 where tenant = $1 and document = $2`,
      [tenant, row.document, acls.get(acl), next.modifiedMs ?? null, metadataOf(next), JSON.stringify(next)],
    );
    await client.query(`update ${schema}.chunks set acl = $3 where tenant = $1 and document = $2`, [
      tenant,
      row.document,
      acls.get(acl),
    ]);
  }
  await addStatistics(client, target, numbers, 1);
}

/** The metadata that filters look at. A binary JSON value cannot hold the character zero. */
function metadataOf({ metadata }: StoredRecord): string | null {
  return metadata === undefined ? null : JSON.stringify(withoutZero(metadata));
}

function withoutZero(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('\u0000', '\ufffd').toWellFormed();
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withoutZero);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.replaceAll('\u0000', '\ufffd').toWellFormed(), withoutZero(one)]),
  );
}
