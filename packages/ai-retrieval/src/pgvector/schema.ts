import { AiError } from '@org/ai-core';
import type { Client, Pool, PoolClient } from 'pg';
import { asAiError } from './database-error.ts';

/** What can run a statement. */
export type Queryable = Pick<Client | Pool | PoolClient, 'query'>;

/** The statements of each version of the schema, oldest first; a version that was released is never changed. */
const versions: readonly ((schema: string, partitions: number) => readonly string[])[] = [
  (schema, partitions) => [
    `create extension if not exists vector`,
    `create table ${schema}.tenants (
       tenant text primary key, generation bigint not null, analysis text not null,
       fingerprint text, dimensions integer, is_embedded boolean not null default false,
       next_id bigint not null default 1)`,
    // What all documents of one access list have together, so that statistics of what may be read are a sum over lists.
    `create table ${schema}.acls (
       tenant text not null, acl bigint not null, key bytea not null, rules text not null,
       documents bigint not null default 0, chunks bigint not null default 0, body_length bigint not null default 0,
       heading_length bigint not null default 0, headed_chunks bigint not null default 0,
       primary key (tenant, acl), unique (tenant, key))`,
    // What may be long is found by its digest: an entry of an index has an end. Texts are bytes and records are text: a text column cannot hold every character that a document can.
    `create table ${schema}.documents (
       tenant text not null, document bigint not null, id text collate "C" not null, id_digest bytea not null, acl bigint not null,
       digest text not null, modified_ms double precision, metadata jsonb, record text not null, content bytea not null,
       primary key (tenant, document), unique (tenant, id_digest)) partition by hash (tenant)`,
    `create table ${schema}.chunks (
       tenant text not null, chunk bigint not null, document bigint not null, acl bigint not null,
       span_start integer not null, span_end integer not null, path integer not null,
       body_length integer not null, heading_length integer not null, digest bytea not null,
       is_blank boolean not null default false, content bytea not null,
       primary key (tenant, chunk)) partition by hash (tenant)`,
    `create index on ${schema}.chunks (tenant, document)`,
    `create index on ${schema}.chunks (tenant, acl) include (chunk)`,
    `create table ${schema}.postings (
       tenant text not null, term text collate "C" not null, chunk bigint not null, body integer not null, heading integer not null,
       primary key (tenant, term, chunk) include (body, heading)) partition by hash (tenant)`,
    `create index on ${schema}.postings (tenant, chunk)`,
    ...['documents', 'chunks', 'postings'].flatMap((table) =>
      Array.from(
        { length: partitions },
        (_, part) =>
          `create table ${schema}.${table}_${part} partition of ${schema}.${table} for values with (modulus ${partitions}, remainder ${part})`,
      ),
    ),
    ...['tenants', 'acls', 'documents', 'chunks', 'postings'].flatMap((table) => wall(schema, table)),
    ...['documents', 'chunks', 'postings'].flatMap((table) => partitionWalls(schema, table, partitions)),
  ],
];

/** A second wall: whoever has not said for which tenant it works, sees and writes nothing. Also for the owner of the table. */
function wall(schema: string, table: string): readonly string[] {
  return [
    `alter table ${schema}.${table} enable row level security`,
    `alter table ${schema}.${table} force row level security`,
    `create policy tenant_wall on ${schema}.${table} using (tenant = current_setting('ai.tenant', true))`,
  ];
}

/** The wall of a table is not that of its partitions, which can be named as well. */
function partitionWalls(schema: string, table: string, partitions: number): readonly string[] {
  return Array.from({ length: partitions }, (_, part) => wall(schema, `${table}_${part}`)).flat();
}

/** Where an index is in a database. */
export interface MigrationOptions {
  readonly pool: Pool;
  /** Its schema: a letter, then letters, digits and underscores, in lower case. @defaultValue ai_retrieval */
  readonly schema?: string | undefined;
  /** Hash partitions by tenant of each large table, 1 to 256; of a new schema. @defaultValue 16 */
  readonly partitions?: number | undefined;
  /** Of the vectors; leave out without an embedder. */
  readonly dimensions?: number | undefined;
}

/**
 * Brings a schema to this version's tables: what is there already is left alone. Runs as a role that may create tables; the service itself then needs no more than to read and write them.
 * Two that migrate at once wait for each other.
 *
 * @throws AiError `invalid-input`, `unsupported` when a newer version has migrated the schema, `conflict` when it holds vectors of other dimensions
 */
export async function migratePostgresIndex(options: MigrationOptions): Promise<void> {
  const { pool, partitions = 16, dimensions } = options;
  const schema = checkSchema(options.schema);
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > 256)
    throw new AiError('invalid-input', 'partitions must be a whole number from 1 to 256');
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`ai-retrieval ${schema}`]);
    await client.query(`create schema if not exists ${schema}`);
    await client.query(
      `create table if not exists ${schema}.migrations (version integer primary key, applied_at timestamptz not null default now())`,
    );
    const version = await versionOf(client, schema);
    for (const [index, statements] of versions.entries()) {
      if (index < version) continue;
      for (const statement of statements(schema, partitions)) await client.query(statement);
      await client.query(`insert into ${schema}.migrations (version) values ($1)`, [index + 1]);
    }
    if (dimensions !== undefined) await createVectors(client, schema, dimensions);
    await client.query('commit');
    isBroken = false;
  } catch (error) {
    await client.query('rollback').then(
      () => (isBroken = false),
      () => undefined,
    );
    throw asAiError(error);
  } finally {
    client.release(isBroken);
  }
}

/** Whether a schema is as this version expects it. @throws AiError `unsupported` when a newer one has migrated it */
export async function isMigrated(db: Queryable, schema: string, dimensions: number | undefined): Promise<boolean> {
  const { rows } = await db.query<{ readonly found: boolean }>('select to_regclass($1) is not null as found', [
    `${schema}.migrations`,
  ]);
  if (rows[0]?.found !== true || (await versionOf(db, schema)) < versions.length) return false;
  if (dimensions === undefined) return true;
  const stored = await storedDimensions(db, schema);
  if (stored !== undefined && stored !== dimensions) throw otherDimensions(stored);
  return stored !== undefined;
}

async function versionOf(db: Queryable, schema: string): Promise<number> {
  const { rows } = await db.query<{ readonly version: number | null }>(
    `select max(version) as version from ${schema}.migrations`,
  );
  const version = rows[0]?.version ?? 0;
  if (version <= versions.length) return version;
  throw new AiError(
    'unsupported',
    `the schema is of version ${version}, newer than this package; upgrade @org/ai-retrieval`,
  );
}

// pgvector builds a graph up to this width.
const mostGraphDimensions = 2_000;

async function createVectors(db: Queryable, schema: string, dimensions: number): Promise<void> {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 16_000)
    throw new AiError('invalid-input', 'dimensions must be a whole number from 1 to 16,000');
  const stored = await storedDimensions(db, schema);
  if (stored === dimensions) return;
  if (stored !== undefined) throw otherDimensions(stored);
  const { rows } = await db.query<{ readonly count: string }>(
    `select count(*) as count from pg_inherits where inhparent = '${schema}.chunks'::regclass`,
  );
  const partitions = Number(rows[0]?.count ?? 1);
  await db.query(`create table ${schema}.vectors (
    tenant text not null, chunk bigint not null, digest bytea not null, embedding vector(${dimensions}) not null,
    primary key (tenant, chunk)) partition by hash (tenant)`);
  for (let part = 0; part < partitions; part++)
    await db.query(
      `create table ${schema}.vectors_${part} partition of ${schema}.vectors for values with (modulus ${partitions}, remainder ${part})`,
    );
  await db.query(`create index on ${schema}.vectors (tenant, digest)`);
  if (dimensions <= mostGraphDimensions)
    // Denser than pgvector makes it by itself, which takes twice as long to build and loses a sixth as many neighbours.
    await db.query(
      `create index on ${schema}.vectors using hnsw (embedding vector_cosine_ops) with (m = 24, ef_construction = 128)`,
    );
  for (const statement of [...wall(schema, 'vectors'), ...partitionWalls(schema, 'vectors', partitions)])
    await db.query(statement);
}

async function storedDimensions(db: Queryable, schema: string): Promise<number | undefined> {
  const { rows } = await db.query<{ readonly width: number }>(
    `select atttypmod as width from pg_attribute where attrelid = to_regclass($1) and attname = 'embedding'`,
    [`${schema}.vectors`],
  );
  return rows[0]?.width;
}

function otherDimensions(stored: number): AiError {
  return new AiError(
    'conflict',
    `the schema holds vectors of ${stored} dimensions; open it with the embedder that they are of, or use another schema`,
  );
}

/** @throws AiError `invalid-input`: the name becomes part of statements */
export function checkSchema(schema = 'ai_retrieval'): string {
  if (/^[a-z][a-z0-9_]{0,50}$/.test(schema)) return schema;
  throw new AiError(
    'invalid-input',
    'schema must be a lower-case letter, then letters, digits and underscores, at most 51',
  );
}
