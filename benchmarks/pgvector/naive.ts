import { vectorText } from '../../packages/ai-retrieval/src/pgvector/rank-sql.ts';
import type { LocalPostgres } from '../../packages/ai-retrieval/test/local-postgres.ts';
import { hits } from '../vector/contender.ts';
import { maskNames, type MaskName, type VectorSet } from '../vector/vector-set.ts';

/** How pgvector searches its graph. */
export interface NaiveSettings {
  readonly iterativeScan: 'off' | 'relaxed_order';
  readonly efSearch: number;
}

/** One table with a vector and the groups that may read it, a graph over the vectors, and the query that everybody writes. The table is made once. */
export async function openNaive(
  server: LocalPostgres,
  { vectors, count, dimensions, queries, masks }: VectorSet,
  { iterativeScan, efSearch }: NaiveSettings,
): Promise<(query: number, mask: MaskName) => Promise<readonly number[]>> {
  // One connection, for the settings hold for a session; the pool keeps it, so that the server can be taken down without waiting for it.
  const client = server.pool({ max: 1 });
  const { rows } = await client.query<{ readonly found: boolean }>("select to_regclass('naive') is not null as found");
  if (rows[0]?.found !== true) {
    await client.query(
      `create table naive (id integer primary key, groups text[] not null, embedding vector(${String(dimensions)}) not null)`,
    );
    const page = 500;
    for (let start = 0; start < count; start += page) {
      const some = Array.from({ length: Math.min(page, count - start) }, (_, at) => start + at);
      await client.query(
        "insert into naive select id, string_to_array(groups, ','), embedding::vector from unnest($1::integer[], $2::text[], $3::text[]) as t(id, groups, embedding)",
        [
          some,
          some.map((row) => maskNames.filter((mask) => masks[mask] === undefined || masks[mask][row] === 1).join()),
          some.map((row) => vectorText(vectors.subarray(row * dimensions, (row + 1) * dimensions))),
        ],
      );
    }
    await client.query("set maintenance_work_mem = '1GB'");
    await client.query('create index on naive using hnsw (embedding vector_cosine_ops)');
    await client.query('create index on naive using gin (groups)');
    await client.query('analyze naive');
  }
  const texts = queries.map(vectorText);
  return async (query, mask) => {
    await client.query(`set hnsw.iterative_scan = ${iterativeScan}`);
    await client.query(`set hnsw.ef_search = ${String(efSearch)}`);
    const found = await client.query<{ readonly id: number }>(
      'select id from naive where groups && $1 order by embedding <=> $2::vector limit $3',
      [[mask], texts[query], hits],
    );
    return found.rows.map(({ id }) => id);
  };
}
