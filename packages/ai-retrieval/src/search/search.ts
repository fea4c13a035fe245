import {
  checkPrincipal,
  isAllowed,
  throwIfDone,
  type CallContext,
  type Clock,
  type EmbeddingModel,
  type Principal,
} from '@org/ai-core';
import type { ReadableCache } from '../access/readable-cache.ts';
import { wantedChunks, type ReadableSet } from '../access/readable-set.ts';
import type { AnalyserSource } from '../analysis/analyser-source.ts';
import type { EmbeddingSource } from '../embedding/embedding-source.ts';
import { isEmbedded, type Partition } from '../index/partition.ts';
import type { TextReader } from '../index/read-text.ts';
import { createTimeSlice } from '../internal/time-slice.ts';
import { chunkPath, chunkSpan } from '../segment/segment.ts';
import { embedQuery } from './embed-query.ts';
import { freshnessFactor } from './freshness.ts';
import { plainTerms } from './query-terms.ts';
import { rank, type Hit, type Ranking, type RankWeights } from './rank.ts';
import { readRequest } from './read-request.ts';
import { readableScope, type RankingScope } from './scope.ts';
import type {
  RetrievedPassage,
  SearchMode,
  SearchPlan,
  SearchRequest,
  SearchResponse,
  VectorStrategy,
} from './search-types.ts';
import type { VectorSpaces } from './vector-spaces.ts';

/** What a search works with. `scopeOf` is a port for the leakage suite's planted faults. */
export interface SearchParts {
  readonly clock: Clock;
  readonly embedding: EmbeddingSource;
  readonly readable: ReadableCache;
  readonly texts: TextReader;
  readonly load: (principal: Principal) => Promise<Partition | undefined>;
  readonly analysers: AnalyserSource;
  readonly spaces: VectorSpaces;
  readonly weights: RankWeights;
  readonly scopeOf?: ((readable: ReadableSet) => RankingScope) | undefined;
  readonly isServed?: ((principal: Principal) => boolean) | undefined;
  readonly isReturned?: ((hit: Hit, readable: ReadableSet) => boolean) | undefined;
}

/** Searches one tenant as one principal: who asks is checked first, then what they may read is computed, and only that is ranked. */
export async function searchIndex(
  parts: SearchParts,
  request: SearchRequest,
  context: CallContext,
): Promise<SearchResponse> {
  const principal = checkPrincipal(context.principal);
  throwIfDone(context, parts.clock);
  const { query, limit, mode: asked, isWanted, freshness, minRecall, denseWeight } = readRequest(request);
  const started = parts.clock.monotonicMs();
  const partition = await parts.load(principal);
  const readable = partition && parts.readable.get(partition, principal);
  const accessMs = parts.clock.monotonicMs() - started;
  if (readable === undefined || readable.chunkCount === 0) return emptyResponse(readable, accessMs);

  const scope = parts.scopeOf?.(readable) ?? readableScope(readable);
  const analyser = await parts.analysers.reading(readable.partition.manifest.analysis);
  const model = asked === 'lexical' ? undefined : await usableModel(parts, readable, principal);
  const embedStarted = parts.clock.monotonicMs();
  const vector = model && query.trim() !== '' ? await embedQuery(model, query, context) : undefined;
  throwIfDone(context, parts.clock);
  const rankStarted = parts.clock.monotonicMs();
  const mode = vector === undefined ? 'lexical' : asked;
  const near = vector && {
    space: await parts.spaces.open(readable.partition),
    vector,
    minRecall,
    signal: context.signal,
  };
  const { hits, candidates, strategy } = await rank({
    scope,
    query: plainTerms(analyser, query),
    expansion: { fuzzy: request.fuzzy === true, prefix: request.prefix === true },
    near,
    isLexical: mode !== 'dense',
    limit,
    denseWeight,
    weights: parts.weights,
    wanted: isWanted && wantedChunks(scope.ranked, ({ metadata }) => isWanted(metadata)),
    factorOf: freshness && ((document) => freshnessFactor(freshness, document, parts.clock.epochMs())),
    slice: createTimeSlice(),
    check: () => throwIfDone(context, parts.clock),
  });
  const readStarted = parts.clock.monotonicMs();
  const passages: RetrievedPassage[] = [];
  for (const hit of hits) {
    throwIfDone(context, parts.clock);
    if (parts.isReturned?.(hit, readable) === false) continue;
    passages.push(await passageOf(parts.texts, hit));
  }
  const ended = parts.clock.monotonicMs();
  return {
    passages,
    plan: {
      mode,
      strategy: strategyOf(mode, strategy),
      readableDocuments: readable.documents.length,
      readableChunks: readable.chunkCount,
      candidates,
      timings: {
        accessMs,
        embedMs: rankStarted - embedStarted,
        rankMs: readStarted - rankStarted,
        readMs: ended - readStarted,
      },
    },
  };
}

const vectorStrategies: Readonly<Record<NonNullable<Ranking['strategy']>, VectorStrategy>> = {
  exact: 'exact-f32',
  bytes: 'int8',
  bits: '1-bit',
  graph: 'exact-f32',
  none: 'none',
};

function strategyOf(mode: SearchMode, near: Ranking['strategy']): SearchPlan['strategy'] {
  if (mode === 'lexical' || near === undefined) return 'bm25';
  return mode === 'dense' ? vectorStrategies[near] : `bm25+${vectorStrategies[near]}`;
}

/** No partition and a partition of hidden documents look the same. */
function emptyResponse(readable: ReadableSet | undefined, accessMs: number): SearchResponse {
  return {
    passages: [],
    plan: {
      mode: 'lexical',
      strategy: 'none',
      readableDocuments: readable?.documents.length ?? 0,
      readableChunks: 0,
      candidates: 0,
      timings: { accessMs, embedMs: 0, rankMs: 0, readMs: 0 },
    },
  };
}

/** A model that was fitted on what every signed-in user of the tenant may read tells something about those texts: it serves only principals who may read them. */
async function usableModel(
  { embedding, isServed = readsTenant }: SearchParts,
  readable: ReadableSet,
  principal: Principal,
): Promise<EmbeddingModel | undefined> {
  const stored = readable.partition.manifest.embedding;
  if (stored === undefined || !isEmbedded(readable.partition)) return undefined;
  if (embedding.isFitted && !isServed(principal)) return undefined;
  return embedding.open(stored.fingerprint);
}

function readsTenant(principal: Principal): boolean {
  return isAllowed({ allow: ['tenant'] }, principal);
}

async function passageOf(texts: TextReader, hit: Hit): Promise<RetrievedPassage> {
  const { document, chunk } = hit;
  const { segment, content } = document;
  const text = await texts.read(segment, content);
  const span = chunkSpan(segment, chunk);
  return {
    document: document.id,
    digest: content.digest,
    span,
    text: text.slice(span.start, span.end),
    headingPath: chunkPath(segment, content, chunk),
    score: hit.score,
    origin: { trust: document.trust, sources: [{ document: document.id, digest: content.digest, span }] },
    ...(content.title === undefined ? {} : { title: content.title }),
    lexicalScore: hit.lexicalScore,
    ...(hit.denseScore === undefined ? {} : { denseScore: hit.denseScore }),
  };
}
