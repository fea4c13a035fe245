import type { MetadataFilter } from '../search/metadata-filter.ts';
import type { Freshness } from '../search/freshness.ts';
import { bm25, inverseDocumentFrequency } from '../search/bm25.ts';
import type { QueryTerm } from '../search/query-terms.ts';
import { createParameters, whereSql, type Parameters } from './where-sql.ts';
import type { Queryable } from './schema.ts';
import type { ReadableLists } from './tenant-state.ts';

/** A chunk that ranked. */
export interface RankedChunk {
  readonly chunk: string;
  /** Id of its document and where it begins: they order equal scores. */
  readonly id: string;
  readonly start: number;
  readonly score: number;
}

/** What both ways of ranking need. */
export interface RankScope {
  readonly schema: string;
  readonly tenant: string;
  readonly lists: ReadableLists;
  readonly where: MetadataFilter | undefined;
  readonly freshness: (Freshness & { readonly nowMs: number }) | undefined;
}

interface Row {
  readonly chunk: string;
  readonly id: string;
  readonly span_start: number;
  readonly score: number;
}

/**
 * BM25 as the folder index computes it, in one statement: frequencies are counted over the readable chunks, the sum runs in the order of the terms.
 * Gives the best `depth`, none for 0, and the plain score of some chunks more.
 */
export async function rankByWords(
  db: Queryable,
  scope: RankScope,
  terms: readonly QueryTerm[],
  headingBoost: number,
  depth: number,
): Promise<{
  readonly best: readonly RankedChunk[];
  readonly scoreOf: (chunks: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}> {
  const { schema, tenant, lists } = scope;
  const words = terms.map(({ term }) => term);
  if (words.length === 0 || lists.acls.length === 0) return { best: [], scoreOf: () => Promise.resolve(new Map()) };
  const { rows: counted } = await db.query<{ readonly term: string; readonly body: string; readonly heading: string }>(
    `select p.term, count(*) filter (where p.body > 0) as body, count(*) filter (where p.heading > 0) as heading
       from ${schema}.postings p join ${schema}.chunks c on c.tenant = p.tenant and c.chunk = p.chunk
      where p.tenant = $1 and p.term = any($2) and c.tenant = $1 and c.acl = any($3::bigint[]) group by p.term`,
    [tenant, words, lists.acls],
  );
  const frequencies = new Map(
    counted.map(({ term, body, heading }) => [term, [Number(body), Number(heading)] as const]),
  );
  const found = terms.filter(({ term }) => frequencies.has(term));
  const weigh = (field: 0 | 1, count: number, boost: number): number[] =>
    found.map(({ term, weight }) => {
      const frequency = frequencies.get(term)?.[field] ?? 0;
      return frequency === 0 ? 0 : boost * weight * inverseDocumentFrequency(frequency, count);
    });
  const hasHeadings = headingBoost > 0 && lists.headingLength > 0;
  const base = [
    tenant,
    found.map(({ term }) => term),
    lists.acls,
    weigh(0, lists.chunks, 1),
    weigh(1, lists.headedChunks, hasHeadings ? headingBoost : 0),
    bm25.k1 * (1 - bm25.b),
    lists.bodyLength > 0 ? (bm25.k1 * bm25.b * lists.chunks) / lists.bodyLength : 0,
    hasHeadings ? (bm25.k1 * bm25.b * lists.headedChunks) / lists.headingLength : 0,
  ];
  const scored = (condition: string): string => `
    select p.chunk, sum(
        case when p.body > 0 then t.body_weight * p.body / (p.body + $6::float8 + $7::float8 * c.body_length) else 0 end order by t.place)
      + sum(case when p.heading > 0 then t.heading_weight * p.heading / (p.heading + $6::float8 + $8::float8 * c.heading_length) else 0 end order by t.place) as score
      from unnest($2::text[], $4::float8[], $5::float8[]) with ordinality as t(term, body_weight, heading_weight, place)
      join ${schema}.postings p on p.tenant = $1 and p.term = t.term
      join ${schema}.chunks c on c.tenant = $1 and c.chunk = p.chunk
     where c.acl = any($3::bigint[]) ${condition} group by p.chunk`;
  const parameters = createParameters(base);
  const best =
    depth === 0
      ? []
      : await ranked(db, scope, `select s.chunk, s.score from (${scored('')}) s where s.score > 0`, parameters, depth);
  return {
    best,
    async scoreOf(chunks) {
      if (chunks.length === 0) return new Map();
      const { rows } = await db.query<{ readonly chunk: string; readonly score: number }>(
        scored('and c.chunk = any($9::bigint[])'),
        [...base, chunks],
      );
      return new Map(rows.map(({ chunk, score }) => [chunk, score]));
    },
  };
}

/** A query vector as pgvector reads it. */
export function vectorText(vector: ArrayLike<number>): string {
  return `[${Array.from(vector).join(',')}]`;
}

/** The nearest readable chunks by cosine, compared with every one of them. */
export function rankExactly(
  db: Queryable,
  scope: RankScope,
  vector: string,
  depth: number,
): Promise<readonly RankedChunk[]> {
  const parameters = createParameters([scope.tenant, scope.lists.acls, vector]);
  // The addition keeps the planner from the graph, which answers to the bare distance alone.
  const inner = `select c.chunk, 1 - ((v.embedding <=> $3::vector) + 0) as score
      from ${scope.schema}.chunks c join ${scope.schema}.vectors v on v.tenant = c.tenant and v.chunk = c.chunk
     where c.tenant = $1 and v.tenant = $1 and c.acl = any($2::bigint[])`;
  return ranked(db, scope, inner, parameters, depth);
}

// Finds .996 of the ten nearest of 100,000 clustered vectors in the graph that the schema makes; half of it finds .992, and pgvector's own .96.
const graphWidth = 400;

/** The nearest readable chunks as pgvector's graph finds them: the scan goes on until enough are readable, or its limit is reached. */
export async function rankByGraph(
  db: Queryable,
  scope: RankScope,
  vector: string,
  depth: number,
): Promise<readonly RankedChunk[]> {
  await db.query(
    "select set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', $1, true)",
    [String(graphWidth)],
  );
  const parameters = createParameters([scope.tenant, scope.lists.acls, vector, depth]);
  const inner = `select c.chunk, 1 - n.distance as score from (
      select v.chunk, v.embedding <=> $3::vector as distance
        from ${scope.schema}.vectors v join ${scope.schema}.chunks c on c.tenant = v.tenant and c.chunk = v.chunk
       where v.tenant = $1 and c.tenant = $1 and c.acl = any($2::bigint[])
       order by v.embedding <=> $3::vector limit $4) n
      join ${scope.schema}.chunks c on c.tenant = $1 and c.chunk = n.chunk`;
  return ranked(db, scope, inner, parameters, depth);
}

/** The best of scored chunks, aged and filtered; equal scores by id and place. Where neither is asked for, only the best are joined with their documents: with all that are as good as the last, since the id decides among them. */
async function ranked(
  db: Queryable,
  { schema, tenant, where, freshness }: RankScope,
  scored: string,
  parameters: Parameters,
  depth: number,
): Promise<readonly RankedChunk[]> {
  const limit = `${parameters.add(depth)}::bigint`;
  const isPlain = where === undefined && freshness === undefined;
  const candidates = isPlain ? `${scored} order by score desc fetch first (${limit}) rows with ties` : scored;
  const condition = where === undefined ? '' : `and ${whereSql(where, parameters)}`;
  const score = freshness === undefined ? 's.score' : `s.score * ${agedSql(freshness, parameters)}`;
  const { rows } = await db.query<Row>(
    `select s.chunk, d.id, c.span_start, ${score} as score
       from (${candidates}) s
       join ${schema}.chunks c on c.tenant = ${parameters.add(tenant)} and c.chunk = s.chunk
       join ${schema}.documents d on d.tenant = c.tenant and d.document = c.document
      where d.tenant = ${parameters.add(tenant)} ${condition}
      order by score desc, d.id, c.span_start limit ${limit}`,
    parameters.values,
  );
  return rows.map(({ chunk, id, span_start: start, score: value }) => ({ chunk, id, start, score: value }));
}

function agedSql(
  { halfLifeDays, floor = 0.5, nowMs }: NonNullable<RankScope['freshness']>,
  parameters: Parameters,
): string {
  const [low, now, life] = [floor, nowMs, halfLifeDays * 86_400_000].map((value) => `${parameters.add(value)}::float8`);
  return `case when d.modified_ms is null then ${low} else ${low} + (1 - ${low}) * power(2, -greatest(0, ${now} - d.modified_ms) / ${life}) end`;
}
