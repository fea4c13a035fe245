import { AiError } from '@org/ai-core';
import { checkFreshness, type Freshness } from './freshness.ts';
import { compileFilter } from './metadata-filter.ts';
import type { SearchMode, SearchRequest } from './search-types.ts';

/** A request with its defaults, every field in its range. */
export interface CheckedRequest {
  readonly query: string;
  readonly limit: number;
  readonly mode: SearchMode;
  readonly isWanted: ReturnType<typeof compileFilter> | undefined;
  readonly freshness: Freshness | undefined;
  readonly minRecall: number | undefined;
  readonly denseWeight: number | undefined;
}

const defaultLimit = 10;
const maxLimit = 1_000;
const maxQueryUnits = 32_768;
// Fusion gained nothing over words on our own questions (docs/adr/0012-search-mode.md).
const defaultMode: SearchMode = 'lexical';

/** @throws AiError `invalid-input` that names the field, `payload-too-large` */
export function readRequest(request: SearchRequest): CheckedRequest {
  const { query, limit = defaultLimit, mode = defaultMode, minRecall, denseWeight } = request;
  if (typeof query !== 'string') throw new AiError('invalid-input', 'query must be a string');
  if (query.length > maxQueryUnits) {
    throw new AiError(
      'payload-too-large',
      `query must have at most ${String(maxQueryUnits)} characters; ask with fewer words`,
    );
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new AiError('invalid-input', `limit must be an integer from 1 to ${String(maxLimit)}`);
  }
  if (minRecall !== undefined && !(minRecall > 0 && minRecall <= 1))
    throw new AiError('invalid-input', 'minRecall must be above 0 and at most 1');
  if (denseWeight !== undefined && !(denseWeight >= 0 && denseWeight <= 1))
    throw new AiError('invalid-input', 'denseWeight must be between 0 and 1');
  const isWanted = request.where === undefined ? undefined : compileFilter(request.where);
  return { query, limit, mode, isWanted, freshness: checkFreshness(request.freshness), minRecall, denseWeight };
}
