import type { ChatResult, RouteTrace, Usage } from '@org/ai-core';

/** What all attempts at one answer have used together. */
export interface Spent {
  readonly usage: Usage;
  /** Undefined as soon as the price of one attempt is unknown. */
  readonly costNanoUsd: number | undefined;
  readonly attempts: RouteTrace['attempts'];
}

/** Adds an attempt to what was spent before. */
export function spentWith(before: Spent | undefined, result: ChatResult<unknown>): Spent {
  const { usage, costNanoUsd, route } = result;
  if (before === undefined) return { usage, costNanoUsd, attempts: route.attempts };
  const isPriced = before.costNanoUsd !== undefined && costNanoUsd !== undefined;
  return {
    usage: sumOf(before.usage, usage),
    costNanoUsd: isPriced ? before.costNanoUsd + costNanoUsd : undefined,
    attempts: [...before.attempts, ...route.attempts],
  };
}

function sumOf(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...optional('cacheReadTokens', a, b),
    ...optional('cacheWriteTokens', a, b),
    ...optional('reasoningTokens', a, b),
    source: a.source === b.source ? a.source : 'estimated',
  };
}

function optional(
  field: 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens',
  a: Usage,
  b: Usage,
): Partial<Record<typeof field, number>> {
  const [first, second] = [a[field], b[field]];
  return first === undefined && second === undefined ? {} : { [field]: (first ?? 0) + (second ?? 0) };
}

/** The answer with what all attempts have spent. */
export function withSpent<T>(result: ChatResult<T>, spent: Spent): ChatResult<T> {
  const { costNanoUsd: _, ...rest } = result;
  return {
    ...rest,
    ...(spent.costNanoUsd === undefined ? {} : { costNanoUsd: spent.costNanoUsd }),
    usage: spent.usage,
    route: { ...result.route, attempts: spent.attempts },
  };
}
