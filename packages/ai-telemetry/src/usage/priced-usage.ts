import type { PriceTable, Usage } from '@org/ai-core';
import type { PricedUsage } from '../metrics/operation-metrics.ts';
import { ai } from '../semantic-conventions/ai.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';
import type { SafeValue } from '../attributes/screen-attributes.ts';

/** Whether every count is a whole number, 0 or more. */
export function isUsage(usage: Usage): boolean {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0, source } = usage;
  const counts = [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens];
  return counts.every(isCount) && ['provider', 'estimated', 'none'].includes(source);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Names to look a price up by: each model of its provider, then by itself; the model that answered before the one that was asked for. */
export function candidates(provider: string | undefined, models: readonly (string | undefined)[]): readonly string[] {
  return models
    .filter((model) => model !== undefined)
    .flatMap((model) => (provider === undefined ? [model] : [`${provider}/${model}`, model]));
}

/** The cost that the caller knows, else what the table says for one of the models, else undefined. A table that throws or answers nonsense knows no price. */
export function priceOf(
  table: PriceTable | undefined,
  models: readonly string[],
  priced: PricedUsage,
  at: Date,
): number | undefined {
  if (priced.costNanoUsd !== undefined && isCount(priced.costNanoUsd)) return priced.costNanoUsd;
  if (table === undefined || priced.usage.source === 'none') return undefined;
  for (const model of models) {
    try {
      const price = table.priceNanoUsd(model, priced.usage, at);
      if (price !== undefined && isCount(price)) return price;
    } catch {
      // The next model may have a price.
    }
  }
  return undefined;
}

/** Usage and cost as a span states them. The cost of an operation is stated only if all of it is known. */
export function usageAttributes(
  usages: readonly PricedUsage[],
  table: PriceTable | undefined,
): Record<string, SafeValue> {
  const attributes: Record<string, SafeValue> = {};
  const last = usages.at(-1);
  if (last === undefined) return attributes;
  const counted: readonly (readonly [string, (usage: Usage) => number | undefined])[] = [
    [genAi.inputTokens, (usage) => usage.inputTokens],
    [genAi.outputTokens, (usage) => usage.outputTokens],
    [genAi.cacheReadTokens, (usage) => usage.cacheReadTokens],
    [genAi.cacheWriteTokens, (usage) => usage.cacheWriteTokens],
    [genAi.reasoningTokens, (usage) => usage.reasoningTokens],
  ];
  const real = usages.filter(({ usage }) => usage.source !== 'none');
  for (const [key, read] of counted) {
    const known = real.map(({ usage }) => read(usage)).filter((value) => value !== undefined);
    if (known.length > 0) attributes[key] = known.reduce((sum, value) => sum + value, 0);
  }
  attributes[ai.usageSource] = real.some(({ usage }) => usage.source === 'estimated') ? 'estimated' : last.usage.source;
  const costs = usages.map(({ costNanoUsd }) => costNanoUsd).filter((cost) => cost !== undefined);
  const cost = costs.reduce((sum, value) => sum + value, 0);
  if (costs.length === usages.length && Number.isSafeInteger(cost)) attributes[ai.costNanoUsd] = cost;
  if (table !== undefined) attributes[ai.priceTable] = table.version;
  return attributes;
}
