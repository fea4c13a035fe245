import {
  checkPrincipal,
  throwIfDone,
  type CallContext,
  type Clock,
  type EmbeddingModel,
  type Principal,
} from '@org/ai-core';
import type { PoolClient } from 'pg';
import type { AccessRule } from '../access/readable-set.ts';
import type { AnalyserSource } from '../analysis/analyser-source.ts';
import { embedQuery } from '../search/embed-query.ts';
import { fuseLists } from '../search/fuse-lists.ts';
import { plainTerms } from '../search/query-terms.ts';
import { readRequest, type CheckedRequest } from '../search/read-request.ts';
import type { RetrievedPassage, SearchPlan, SearchRequest, SearchResponse } from '../search/search-types.ts';
import { refuseExpansion } from './refuse-expansion.ts';
import { rankByGraph, rankByWords, rankExactly, vectorText, type RankedChunk, type RankScope } from './rank-sql.ts';
import type { Session } from './session.ts';
import type { StoredRecord } from './stored-record.ts';
import { readableLists, type TenantState, type TenantStates } from './tenant-state.ts';

/** What a search works with. */
export interface PostgresSearchParts {
  readonly schema: string;
  readonly session: Session;
  readonly states: TenantStates;
  readonly analysers: AnalyserSource;
  readonly embedding: EmbeddingModel | undefined;
  readonly headingBoost: number;
  readonly exactUpTo: number;
  readonly clock: Clock;
  readonly rule: AccessRule | undefined;
  readonly tenantOf: (principal: Principal) => string;
}

// Deep enough that a chunk which only one list ranks high still meets its rank in the other.
const fusedDepth = 100;

/** Searches one tenant as one principal, in one snapshot: what may be read is decided first, and only that is ranked and counted. */
export async function searchPostgres(
  parts: PostgresSearchParts,
  request: SearchRequest,
  context: CallContext,
): Promise<SearchResponse> {
  const { clock, session, states, embedding } = parts;
  const principal = checkPrincipal(context.principal);
  throwIfDone(context, clock);
  const checked = readRequest(request);
  refuseExpansion(request);
  const embedStarted = clock.monotonicMs();
  const vector =
    checked.mode === 'lexical' || embedding === undefined || checked.query.trim() === ''
      ? undefined
      : await embedQuery(embedding, checked.query, context);
  const embedMs = clock.monotonicMs() - embedStarted;
  const tenant = parts.tenantOf(principal);
  return session.read(tenant, context, async (client) => {
    const started = clock.monotonicMs();
    const state = await states.read(client, tenant);
    const lists = state && readableLists(state, principal, parts.rule);
    const accessMs = clock.monotonicMs() - started;
    if (state === undefined || lists === undefined || lists.chunks === 0) {
      const timings = { accessMs, embedMs, rankMs: 0, readMs: 0 };
      return {
        passages: [],
        plan: {
          mode: 'lexical',
          strategy: 'none',
          readableDocuments: lists?.documents ?? 0,
          readableChunks: 0,
          candidates: 0,
          timings,
        },
      };
    }
    const rankStarted = clock.monotonicMs();
    const scope: RankScope = {
      schema: parts.schema,
      tenant,
      lists,
      where: request.where,
      freshness: checked.freshness && { ...checked.freshness, nowMs: clock.epochMs() },
    };
    const usable = isUsable(state, embedding) ? vector : undefined;
    const ranking = await rankBoth(client, parts, scope, state, checked, usable);
    const readStarted = clock.monotonicMs();
    const passages = await readPassages(client, scope, ranking);
    return {
      passages,
      plan: {
        mode: usable === undefined ? 'lexical' : checked.mode,
        strategy: ranking.strategy,
        readableDocuments: lists.documents,
        readableChunks: lists.chunks,
        candidates: ranking.candidates,
        timings: { accessMs, embedMs, rankMs: readStarted - rankStarted, readMs: clock.monotonicMs() - readStarted },
      },
    };
  });
}

function isUsable(state: TenantState, embedding: EmbeddingModel | undefined): boolean {
  return state.isEmbedded && state.fingerprint !== undefined && state.fingerprint === embedding?.fingerprint;
}

interface PostgresRanking {
  readonly chunks: readonly { readonly chunk: string; readonly score: number }[];
  readonly lexical: ReadonlyMap<string, number>;
  readonly vector: Float32Array | undefined;
  readonly candidates: number;
  readonly strategy: SearchPlan['strategy'];
}

async function rankBoth(
  client: PoolClient,
  parts: PostgresSearchParts,
  scope: RankScope,
  state: TenantState,
  { query, limit, mode, denseWeight }: CheckedRequest,
  vector: Float32Array | undefined,
): Promise<PostgresRanking> {
  const analyser = await parts.analysers.reading(state.analysis);
  const { terms } = plainTerms(analyser, query);
  const isLexical = vector === undefined || mode !== 'dense';
  const depth = vector === undefined || mode === 'dense' ? limit : Math.max(limit, fusedDepth);
  const words = await rankByWords(client, scope, terms, parts.headingBoost, isLexical ? depth : 0);
  const near = vector === undefined ? undefined : await rankNear(client, parts, scope, vector, depth);
  const lists = [...(isLexical ? [words.best] : []), ...(near === undefined ? [] : [near])];
  const { chunks, candidates } =
    lists.length > 1
      ? fused(lists, limit, denseWeight)
      : { chunks: (lists[0] ?? []).slice(0, limit), candidates: lists[0]?.length ?? 0 };
  const lexical = await words.scoreOf(chunks.map(({ chunk }) => chunk));
  const way = near === undefined || near.length === 0 ? 'none' : 'exact-f32';
  const strategy = vector === undefined ? 'bm25' : mode === 'dense' ? way : (`bm25+${way}` as const);
  return { chunks, lexical, vector, candidates, strategy };
}

/** How is decided by what may be read alone. Where the graph finds too little, everything is compared. */
async function rankNear(
  client: PoolClient,
  { exactUpTo }: PostgresSearchParts,
  scope: RankScope,
  vector: Float32Array,
  depth: number,
): Promise<readonly RankedChunk[]> {
  const text = vectorText(vector);
  const isGraph = scope.lists.chunks > exactUpTo && scope.where === undefined && scope.freshness === undefined;
  if (!isGraph) return rankExactly(client, scope, text, depth);
  const found = await rankByGraph(client, scope, text, depth);
  return found.length >= Math.min(depth, scope.lists.chunks) ? found : rankExactly(client, scope, text, depth);
}

const byIdAndPlace = {
  keyOf: ({ chunk }: RankedChunk) => chunk,
  scoreOf: ({ score }: RankedChunk) => score,
  compare: (a: RankedChunk, b: RankedChunk) => (a.id === b.id ? a.start - b.start : a.id < b.id ? -1 : 1),
};

function fused(
  lists: readonly (readonly RankedChunk[])[],
  limit: number,
  denseWeight: number | undefined,
): Pick<PostgresRanking, 'chunks' | 'candidates'> {
  const all = fuseLists(lists, byIdAndPlace, denseWeight);
  const chunks = all.slice(0, limit).map(({ item, score }) => ({ chunk: item.chunk, score }));
  return { chunks, candidates: all.length };
}

interface PassageRow {
  readonly chunk: string;
  readonly id: string;
  readonly digest: string;
  readonly record: string;
  readonly span_start: number;
  readonly span_end: number;
  readonly path: number;
  readonly content: Buffer;
  readonly cosine: number | null;
}

async function readPassages(
  client: PoolClient,
  { schema, tenant }: RankScope,
  { chunks, lexical, vector }: PostgresRanking,
): Promise<readonly RetrievedPassage[]> {
  if (chunks.length === 0) return [];
  const cosine =
    vector === undefined
      ? 'null::float8'
      : `(select 1 - (v.embedding <=> $3::vector) from ${schema}.vectors v where v.tenant = $1 and v.chunk = c.chunk)`;
  const { rows } = await client.query<PassageRow>(
    `select c.chunk, d.id, d.digest, d.record, c.span_start, c.span_end, c.path, c.content, ${cosine} as cosine
       from ${schema}.chunks c join ${schema}.documents d on d.tenant = c.tenant and d.document = c.document
      where c.tenant = $1 and d.tenant = $1 and c.chunk = any($2::bigint[])`,
    [tenant, chunks.map(({ chunk }) => chunk), ...(vector === undefined ? [] : [vectorText(vector)])],
  );
  const found = new Map(rows.map((row) => [row.chunk, row]));
  return chunks.flatMap(({ chunk, score }): RetrievedPassage[] => {
    const row = found.get(chunk);
    if (row === undefined) return [];
    const { id: document, digest } = row;
    const { title, trust, paths } = JSON.parse(row.record) as StoredRecord;
    const span = { start: row.span_start, end: row.span_end };
    return [
      {
        document,
        digest,
        span,
        text: row.content.toString('utf8'),
        headingPath: paths[row.path] ?? [],
        score,
        origin: { trust, sources: [{ document, digest, span }] },
        ...(title === undefined ? {} : { title }),
        lexicalScore: lexical.get(chunk) ?? 0,
        ...(row.cosine === null ? {} : { denseScore: row.cosine }),
      },
    ];
  });
}
