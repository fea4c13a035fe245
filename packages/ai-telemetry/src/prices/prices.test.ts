import { readFileSync } from 'node:fs';
import { priceTableContract } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGenAiPriceTable, PRICE_TABLE_VERSION } from './prices.ts';

const table = createGenAiPriceTable();
const at = new Date(Date.UTC(2026, 9, 1));
const usage = { inputTokens: 1_000, outputTokens: 100, source: 'provider' } as const;

describe('createGenAiPriceTable', () => {
  it.each(priceTableContract)('$name', ({ run }) => run({ table, model: 'gpt-4o' }));

  it('names the version of the table that is installed', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const installed = JSON.parse(
      readFileSync(new URL('../../node_modules/@pydantic/genai-prices/package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    expect(PRICE_TABLE_VERSION).toBe(`genai-prices@${installed.version}`);
    expect(manifest.dependencies['@pydantic/genai-prices']).toBe(installed.version);
  });

  it.each([
    // 1,000 input at $2.50 and 100 output at $10 a million
    ['gpt-4o', usage, 3_500_000],
    // half of the input from the cache at $1.25
    ['gpt-4o', { ...usage, cacheReadTokens: 500 }, 2_875_000],
    // reasoning is part of the output: no rate of its own
    ['o3', { ...usage, reasoningTokens: 50 }, 2_800_000],
    // writing to the cache costs $3.75 instead of $3
    ['claude-sonnet-4-20250514', { ...usage, cacheWriteTokens: 1_000 }, 5_250_000],
    ['openai/gpt-4o', usage, 3_500_000],
    ['gpt-4o', { ...usage, inputTokens: 1, outputTokens: 0 }, 2_500],
  ])('prices %s with %j', (model, used, nanoUsd) => {
    expect(table.priceNanoUsd(model, used, at)).toBe(nanoUsd);
  });

  it('has steps for long prompts where the table has them', () => {
    const below = table.priceNanoUsd('gemini-2.5-pro', { ...usage, inputTokens: 200_000 }, at);
    const above = table.priceNanoUsd('gemini-2.5-pro', { ...usage, inputTokens: 200_001 }, at);
    expect(above! / below!).toBeGreaterThan(1.5);
  });

  it.each([
    ['a model that nobody knows', 'extractive', usage],
    ['a provider that nobody knows', 'nowhere/gpt-4o', usage],
    ['an absurd name', 'gpt-4o'.repeat(100), usage],
    ['more cached tokens than tokens', 'gpt-4o', { ...usage, cacheReadTokens: 1_001 }],
    ['a sum beyond exact integers', 'gpt-4o', { ...usage, inputTokens: Number.MAX_SAFE_INTEGER }],
    ['counts that are no counts', 'gpt-4o', { ...usage, inputTokens: Number.NaN }],
    ['negative counts', 'gpt-4o', { ...usage, inputTokens: -1 }],
  ])('does not know a price for %s', (_, model, used) => {
    expect(table.priceNanoUsd(model, used, at)).toBeUndefined();
  });

  it('does not know a price for tokens without a rate, and none at an invalid date', () => {
    const openai = createGenAiPriceTable({ provider: 'openai' });
    const embedded = { inputTokens: 1_000, outputTokens: 0, source: 'provider' } as const;
    expect(openai.priceNanoUsd('text-embedding-3-small', embedded, at)).toBe(20_000);
    expect(openai.priceNanoUsd('text-embedding-3-small', { ...embedded, outputTokens: 1 }, at)).toBeUndefined();
  });

  it('refuses a provider that is not in the table', () => {
    expect(() => createGenAiPriceTable({ provider: 'no-such-provider' })).toThrow(/provider is not in the price table/);
  });
});
