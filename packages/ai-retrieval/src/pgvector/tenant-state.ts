import { isAllowed, type Acl, type Principal } from '@org/ai-core';
import type { AccessRule } from '../access/readable-set.ts';
import type { Queryable } from './schema.ts';

/** An access list of a tenant, and what its documents have together. */
interface StoredAcl {
  readonly acl: string;
  readonly rules: Acl;
  readonly documents: number;
  readonly chunks: number;
  readonly bodyLength: number;
  readonly headingLength: number;
  readonly headedChunks: number;
}

/** What is known of a tenant at one generation. */
export interface TenantState {
  readonly generation: number;
  readonly analysis: string;
  readonly fingerprint: string | undefined;
  readonly dimensions: number | undefined;
  /** Whether every chunk has a vector. */
  readonly isEmbedded: boolean;
  readonly acls: readonly StoredAcl[];
}

/** What a principal may read, and the statistics of it: sums over the access lists that let it in. */
export interface ReadableLists extends Omit<StoredAcl, 'acl' | 'rules'> {
  readonly acls: readonly string[];
}

/** Reads the states of tenants, and keeps the last ones: a state is read anew when its generation has changed. */
export interface TenantStates {
  /** Within a transaction, so that the state is the one that all of it sees; undefined for a tenant without documents. */
  read(db: Queryable, tenant: string): Promise<TenantState | undefined>;
}

const mostStates = 256;

/** Makes a reader of states. */
export function createTenantStates(schema: string): TenantStates {
  const known = new Map<string, TenantState>();
  return {
    async read(db, tenant) {
      const { rows } = await db.query<{
        readonly generation: string;
        readonly analysis: string;
        readonly fingerprint: string | null;
        readonly dimensions: number | null;
        readonly is_embedded: boolean;
      }>(`select generation, analysis, fingerprint, dimensions, is_embedded from ${schema}.tenants where tenant = $1`, [
        tenant,
      ]);
      const [row] = rows;
      if (row === undefined) return undefined;
      const kept = known.get(tenant);
      if (kept?.generation === Number(row.generation)) return kept;
      const state = {
        generation: Number(row.generation),
        analysis: row.analysis,
        fingerprint: row.fingerprint ?? undefined,
        dimensions: row.dimensions ?? undefined,
        isEmbedded: row.is_embedded,
        acls: await readAcls(db, schema, tenant),
      };
      known.delete(tenant);
      known.set(tenant, state);
      for (const oldest of known.keys()) {
        if (known.size <= mostStates) break;
        known.delete(oldest);
      }
      return state;
    },
  };
}

async function readAcls(db: Queryable, schema: string, tenant: string): Promise<readonly StoredAcl[]> {
  const { rows } = await db.query<
    Readonly<
      Record<'acl' | 'rules' | 'documents' | 'chunks' | 'body_length' | 'heading_length' | 'headed_chunks', string>
    >
  >(
    `select acl, rules, documents, chunks, body_length, heading_length, headed_chunks
       from ${schema}.acls where tenant = $1 and documents > 0 order by acl`,
    [tenant],
  );
  return rows.map((row) => ({
    acl: row.acl,
    rules: JSON.parse(row.rules) as Acl,
    documents: Number(row.documents),
    chunks: Number(row.chunks),
    bodyLength: Number(row.body_length),
    headingLength: Number(row.heading_length),
    headedChunks: Number(row.headed_chunks),
  }));
}

/** Decides on each access list of the tenant, once; everything that is ranked or counted afterwards is of those that let the principal in. */
export function readableLists(state: TenantState, principal: Principal, rule: AccessRule = isAllowed): ReadableLists {
  const open = state.acls.filter(({ rules }) => rule(rules, principal));
  const sum = (field: 'documents' | 'chunks' | 'bodyLength' | 'headingLength' | 'headedChunks'): number =>
    open.reduce((total, acl) => total + acl[field], 0);
  return {
    acls: open.map(({ acl }) => acl),
    documents: sum('documents'),
    chunks: sum('chunks'),
    bodyLength: sum('bodyLength'),
    headingLength: sum('headingLength'),
    headedChunks: sum('headedChunks'),
  };
}
