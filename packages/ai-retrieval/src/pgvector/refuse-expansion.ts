import { AiError } from '@org/ai-core';
import type { SearchRequest } from '../search/search-types.ts';

/** @throws AiError `unsupported` for what this index cannot do: an answer without it would not be what was asked for */
export function refuseExpansion({ fuzzy = false, prefix = false }: SearchRequest): void {
  if (fuzzy || prefix)
    throw new AiError('unsupported', 'fuzzy and prefix need a folder index; leave them out for an index in PostgreSQL');
}
