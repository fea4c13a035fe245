import { calcPrice, findProvider } from '@pydantic/genai-prices';
import { AiError, type PriceTable, type Usage } from '@org/ai-core';

/** How {@link createGenAiPriceTable} finds prices. */
export interface GenAiPriceTableOptions {
  /** Provider whose prices count, by its id in the table (`openai`, `azure`, `anthropic`, ...). @defaultValue found from the model's name */
  readonly provider?: string | undefined;
}

/** The version of the table that is compiled in. The package pins it, so that the version names the prices exactly. */
export const PRICE_TABLE_VERSION = 'genai-prices@0.1.8';

const maxModelLength = 256;

/**
 * Prices of public model APIs from `@pydantic/genai-prices`, with tiers, cache rates and dates as that table states them. No network: prices change with the version of this package.
 * A model may be given as `model` or `provider/model`. Unknown models, usage that contradicts itself, rates that the table lacks and sums beyond exact integers give undefined, never 0.
 *
 * @throws AiError `invalid-input` when the provider is not in the table
 * @example
 * ```ts
 * import { createGenAiPriceTable } from '@org/ai-telemetry/prices';
 *
 * const prices = createGenAiPriceTable();
 * const usage = { inputTokens: 1_000, outputTokens: 100, source: 'provider' } as const;
 * console.log(prices.priceNanoUsd('gpt-4o', usage, new Date()), prices.version);
 * ```
 */
export function createGenAiPriceTable(options: GenAiPriceTableOptions = {}): PriceTable {
  const { provider } = options;
  if (provider !== undefined && findProvider({ providerId: provider }) === undefined)
    throw new AiError('invalid-input', 'provider is not in the price table; leave it out or use an id such as openai');
  return {
    version: PRICE_TABLE_VERSION,
    priceNanoUsd: (model, usage, at) => {
      if (model.length > maxModelLength) return undefined;
      const direct = price(model, provider, usage, at);
      const slash = model.indexOf('/');
      if (direct !== undefined || slash <= 0) return direct;
      const prefix = model.slice(0, slash);
      return provider === undefined || provider === prefix
        ? price(model.slice(slash + 1), prefix, usage, at)
        : undefined;
    },
  };
}

function price(model: string, providerId: string | undefined, usage: Usage, timestamp: Date): number | undefined {
  const counts = {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    ...(usage.cacheReadTokens === undefined ? {} : { cache_read_tokens: usage.cacheReadTokens }),
    ...(usage.cacheWriteTokens === undefined ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    ...(usage.reasoningTokens === undefined ? {} : { output_reasoning_tokens: usage.reasoningTokens }),
  };
  try {
    const found = calcPrice(counts, model, { timestamp, ...(providerId === undefined ? {} : { providerId }) });
    if (found === null) return undefined;
    // The library counts tokens without a rate as free; here such a price is not known.
    const { input_mtok: inputRate, output_mtok: outputRate } = found.model_price;
    if (inputRate === undefined && usage.inputTokens > 0) return undefined;
    if (outputRate === undefined && usage.outputTokens > 0) return undefined;
    const nanoUsd = Math.round(found.total_price * 1e9);
    return Number.isSafeInteger(nanoUsd) ? nanoUsd : undefined;
  } catch {
    // Invalid dates and usage whose parts exceed their whole.
    return undefined;
  }
}
