import {
  AiError,
  checkPrincipal,
  noopTelemetry,
  sha256,
  systemClock,
  throwIfDone,
  withOperation,
  type CallContext,
  type Clock,
  type EmbeddingModel,
  type Principal,
  type Telemetry,
} from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';
import { checkAccessQuestion, explainTo } from '../access/explain-to.ts';
import type { AccessRule } from '../access/readable-set.ts';
import { createAnalyserSource } from '../analysis/analyser-source.ts';
import type { ChunkBudget } from '../chunk/chunk-budget.ts';
import type { Language } from '../analysis/language.ts';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import type { DocumentSummary } from '../index/stored-document.ts';
import { asAiError, isTransient } from './database-error.ts';
import { eraseFromPostgres } from './erase-postgres.ts';
import { ingestIntoPostgres } from './ingest-postgres.ts';
import { recordLineage } from '../lineage/record-lineage.ts';
import { idDigest } from './row-key.ts';
import { checkSchema, isMigrated, migratePostgresIndex } from './schema.ts';
import { searchPostgres } from './search-postgres.ts';
import { createSession } from './session.ts';
import type { StoredRecord } from './stored-record.ts';
import { createTenantStates, readableLists, type ReadableLists, type TenantStates } from './tenant-state.ts';

/** Where an index is in a database and what it embeds with. */
export interface PostgresIndexOptions {
  /** Of the driver `pg`; a write keeps one connection for as long as it runs. The index does not end the pool. */
  readonly pool: Pool;
  /** @defaultValue ai_retrieval */
  readonly schema?: string | undefined;
  /** One model for all tenants. Without it search is lexical. */
  readonly embedding?: EmbeddingModel | undefined;
  /** Weight of title and heading terms beside the body's in BM25; 0 ranks by the body alone. @defaultValue 0.5 */
  readonly headingBoost?: number | undefined;
  /** As for a folder index, but a tenant keeps the one that it began with. */
  readonly language?: Language | undefined;
  /** As for a folder index, but a tenant keeps the one that it began with. */
  readonly chunking?: ChunkBudget | undefined;
  /** With more readable chunks than this, vectors are searched through pgvector's graph, which then also holds what is hidden: which near chunks it misses may depend on that, scores never do. Below, every readable chunk is compared. @defaultValue 50,000 */
  readonly exactUpTo?: number | undefined;
  readonly telemetry?: Telemetry | undefined;
  readonly clock?: Clock | undefined;
}

/** The places where a fault would let something hidden through, for tests that plant one. */
export interface PostgresSeams {
  readonly isAllowed?: AccessRule | undefined;
  readonly tenantOf?: ((principal: Principal) => string) | undefined;
  readonly states?: ((states: TenantStates) => TenantStates) | undefined;
}

/**
 * Opens an index in PostgreSQL with pgvector, or makes an empty one: the promises of a folder index, for many processes that read and write.
 * Every transaction names its tenant, and row level security shows it no other's rows; access lists are decided here, by the function that decides everywhere.
 *
 * @throws AiError `invalid-input`, `unsupported` (a schema of a newer version), `conflict` (vectors of other dimensions), `unavailable`
 * @example
 * ```ts
 * import { openPostgresIndex } from '@org/ai-retrieval/pgvector';
 * import { Pool } from 'pg';
 *
 * const pool = new Pool({ connectionString: process.env['DATABASE_URL'] });
 * const index = await openPostgresIndex({ pool });
 * ```
 */
export function openPostgresIndex(options: PostgresIndexOptions): Promise<RetrievalIndex> {
  return openPostgresIndexWith(options, {});
}

/** {@link openPostgresIndex} with seams at which tests plant faults. */
export async function openPostgresIndexWith(
  options: PostgresIndexOptions,
  seams: PostgresSeams,
): Promise<RetrievalIndex> {
  const { pool, embedding, headingBoost = 0.5, exactUpTo = 50_000 } = options;
  const { telemetry = noopTelemetry, clock = systemClock } = options;
  const schema = checkSchema(options.schema);
  if (!(headingBoost >= 0 && headingBoost <= 100))
    throw new AiError('invalid-input', 'headingBoost must be between 0 and 100');
  if (!(exactUpTo >= 0)) throw new AiError('invalid-input', 'exactUpTo must be a number of chunks');
  if (embedding !== undefined && !('embed' in embedding))
    throw new AiError(
      'unsupported',
      'an index in PostgreSQL takes one embedding model, not one that is fitted per tenant',
    );
  const analysers = await createAnalyserSource(options);
  try {
    if (!(await isMigrated(pool, schema, embedding?.dimensions)))
      await migratePostgresIndex({ pool, schema, dimensions: embedding?.dimensions });
  } catch (error) {
    if (isTransient(error))
      throw new AiError('unavailable', 'the database cannot be reached; check the connection settings of the pool', {
        cause: error,
      });
    throw asAiError(error);
  }
  const session = createSession(pool, clock);
  const plain = createTenantStates(schema);
  const states = seams.states?.(plain) ?? plain;
  const tenantOf = seams.tenantOf ?? ((principal: Principal) => principal.tenant);
  const parts = {
    pool,
    schema,
    session,
    states,
    analysers,
    embedding,
    headingBoost,
    exactUpTo,
    clock,
    rule: seams.isAllowed,
    tenantOf,
  };
  const writing = new Map<string, Promise<unknown>>();
  let isClosed = false;

  const requireOpen = (): void => {
    if (isClosed) throw new AiError('conflict', 'the index is closed; open it again');
  };
  /** One write of a tenant after the other in this process; other processes are kept out by a lock in the database. */
  const write = <R>(name: string, context: CallContext, work: () => Promise<R>): Promise<R> => {
    const { tenant } = checkPrincipal(context.principal);
    const turn = (writing.get(tenant) ?? Promise.resolve()).then(() => {
      requireOpen();
      return withOperation(telemetry, name, {}, context, work);
    });
    const settled = turn.catch(() => undefined);
    writing.set(tenant, settled);
    void settled.then(() => {
      if (writing.get(tenant) === settled) writing.delete(tenant);
    });
    return turn;
  };
  /** Reads as a principal, with what it may read already decided. */
  const asReader = <R>(
    context: CallContext,
    nothing: R,
    work: (client: PoolClient, lists: ReadableLists, tenant: string) => Promise<R>,
  ): Promise<R> => {
    requireOpen();
    const principal = checkPrincipal(context.principal);
    throwIfDone(context, clock);
    const tenant = tenantOf(principal);
    return session.read(tenant, context, async (client) => {
      const state = await states.read(client, tenant);
      if (state === undefined) return nothing;
      const lists = readableLists(state, principal, seams.isAllowed);
      return lists.acls.length === 0 ? nothing : work(client, lists, tenant);
    });
  };

  return {
    // Refusals are rejections, also those that are known at once.
    ingest: async (documents, ingestOptions) => {
      requireOpen();
      const lineage = {
        clock,
        output: `postgresql:${schema}`,
        model: () => Promise.resolve(embedding?.fingerprint),
      };
      return write('ingest', ingestOptions.context, () =>
        recordLineage(lineage, documents, ingestOptions, (told) => ingestIntoPostgres(parts, told, ingestOptions)),
      );
    },
    deleteDocuments: async ({ documents }, context) =>
      write('erase', context, () => eraseFromPostgres(parts, { documents }, context)),
    eraseSubject: async ({ subject }, context) =>
      write('erase', context, () => eraseFromPostgres(parts, { subject }, context)),
    async search(request, context) {
      requireOpen();
      return withOperation(telemetry, 'retrieval', {}, context, async (span) => {
        const response = await searchPostgres(parts, request, context);
        span.set({
          'ai.retrieval.mode': response.plan.mode,
          'ai.retrieval.readable_documents': response.plan.readableDocuments,
          'ai.retrieval.passages': response.passages.length,
        });
        return response;
      });
    },
    readDocument: async (id, context) =>
      asReader(context, undefined, async (client, lists, tenant) => {
        const { rows } = await client.query<{
          readonly digest: string;
          readonly record: string;
          readonly content: Buffer;
        }>(
          `select digest, record, content from ${schema}.documents where tenant = $1 and id_digest = $2 and acl = any($3::bigint[])`,
          [tenant, idDigest(id), lists.acls],
        );
        const [row] = rows;
        if (row === undefined) return undefined;
        if ((await sha256(row.content)) !== row.digest)
          throw new AiError('integrity', 'a text does not match its digest; restore the database from a backup');
        const record = JSON.parse(row.record) as StoredRecord;
        return { ...summaryOf(id, row.digest, record), text: row.content.toString('utf8'), headings: record.headings };
      }),
    listDocuments: async (context) =>
      asReader(context, [], async (client, lists, tenant) => {
        const { rows } = await client.query<{ readonly id: string; readonly digest: string; readonly record: string }>(
          `select id, digest, record from ${schema}.documents where tenant = $1 and acl = any($2::bigint[])`,
          [tenant, lists.acls],
        );
        const summaries = rows.map(({ id, digest, record }) =>
          summaryOf(id, digest, JSON.parse(record) as StoredRecord),
        );
        return summaries.sort((a, b) => (a.id < b.id ? -1 : 1));
      }),
    async explainAccess({ document: id, principal }, context) {
      requireOpen();
      const question = checkAccessQuestion(principal, context);
      throwIfDone(context, clock);
      const { tenant } = question.caller;
      return session.read(tenant, context, async (client) => {
        const state = await states.read(client, tenant);
        const { rows } = await client.query<{ readonly acl: string }>(
          `select acl from ${schema}.documents where tenant = $1 and id_digest = $2`,
          [tenant, idDigest(id)],
        );
        const rules = state?.acls.find(({ acl }) => acl === rows[0]?.acl)?.rules;
        return explainTo(question, rules, seams.isAllowed);
      });
    },
    async close() {
      isClosed = true;
      await Promise.all(writing.values());
    },
  };
}

function summaryOf(
  id: string,
  digest: string,
  { uri, title, mediaType, trust, chunks }: StoredRecord,
): DocumentSummary {
  return { id, uri, ...(title === undefined ? {} : { title }), mediaType, digest, trust, chunks };
}
