import { createContext, type Clock, type Principal } from '@org/ai-core';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import type { SearchPlan } from '../search/search-types.ts';

/** How long a query took. */
export interface TimedQuery {
  readonly query: string;
  /** The middle of the rounds. */
  readonly ms: number;
  readonly plan: SearchPlan;
  readonly passages: number;
}

const rounds = 3;

/** Asks each query a few times, as one principal, and gives them with the slowest first. */
export async function timeQueries(
  index: RetrievalIndex,
  queries: readonly string[],
  principal: Principal,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<readonly TimedQuery[]> {
  // The first searches of a process open files and compile: they are not what users wait for.
  for (const query of queries.slice(0, 20)) await index.search({ query }, createContext({ principal, signal }));
  const timed: TimedQuery[] = [];
  for (const query of queries) {
    const times: number[] = [];
    let response;
    for (let round = 0; round < rounds; round++) {
      const started = clock.monotonicMs();
      response = await index.search({ query }, createContext({ principal, signal }));
      times.push(clock.monotonicMs() - started);
    }
    const ms = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    if (response !== undefined) timed.push({ query, ms, plan: response.plan, passages: response.passages.length });
  }
  return timed.sort((a, b) => b.ms - a.ms);
}
