import assert from 'node:assert/strict';
import type { PriceTable } from '@org/ai-core';
import type { ContractCase } from './contract-case.ts';

/** What the price table contract is held against. */
export interface PriceTableSubject {
  readonly table: PriceTable;
  /** A model that has a price. */
  readonly model: string;
}

const at = new Date(Date.UTC(2026, 9, 1));

/** What every price table promises: whole billionths of a dollar, undefined (never 0) for what it does not know, and prices that grow with usage. */
export const priceTableContract: readonly ContractCase<PriceTableSubject>[] = [
  {
    name: 'has a version',
    run: async ({ table }) => {
      assert.ok(table.version.length > 0);
      await Promise.resolve();
    },
  },
  {
    name: 'gives a price in whole billionths of a dollar that grows with usage',
    run: async ({ table, model }) => {
      const small = table.priceNanoUsd(model, { inputTokens: 1_000, outputTokens: 100, source: 'provider' }, at);
      const large = table.priceNanoUsd(model, { inputTokens: 2_000, outputTokens: 200, source: 'provider' }, at);
      assert.ok(small !== undefined && large !== undefined, `${model} has no price`);
      assert.ok(Number.isSafeInteger(small) && Number.isSafeInteger(large), 'a price is not a whole number');
      assert.ok(small > 0 && large > small, 'the price does not grow with usage');
      await Promise.resolve();
    },
  },
  {
    name: 'does not know the price of an unknown model',
    run: async ({ table }) => {
      const price = table.priceNanoUsd(
        'no-such-model-0',
        { inputTokens: 10, outputTokens: 10, source: 'provider' },
        at,
      );
      assert.equal(price, undefined);
      await Promise.resolve();
    },
  },
];
