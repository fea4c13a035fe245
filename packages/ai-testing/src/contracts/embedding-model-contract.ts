import assert from 'node:assert/strict';
import type { EmbeddingBatch, EmbeddingModel } from '@org/ai-core';
import { testContext } from '../caller/test-context.ts';
import type { ContractCase } from './contract-case.ts';
import { rejection } from './rejection.ts';

/** What the embedding model contract is held against. */
export interface EmbeddingModelSubject {
  readonly model: EmbeddingModel;
  /** Texts that the model knows words of; at least three, all different. */
  readonly texts: readonly string[];
}

/** What every embedding model promises: shape, unit length, the order of the texts, batches that do not matter, and honouring the caller's context. */
export const embeddingModelContract: readonly ContractCase<EmbeddingModelSubject>[] = [
  {
    name: 'names itself, its fingerprint and its dimensions',
    run: async ({ model }) => {
      assert.ok(model.id.length > 0 && model.fingerprint.length > 0, 'id or fingerprint is empty');
      assert.ok(Number.isSafeInteger(model.dimensions) && model.dimensions > 0, 'dimensions is not a positive integer');
      await Promise.resolve();
    },
  },
  {
    name: 'returns one row of unit length for each text',
    run: async ({ model, texts }) => {
      const batch = await embed(model, texts);
      assert.equal(batch.dimensions, model.dimensions);
      assert.equal(batch.vectors.length, texts.length * model.dimensions);
      texts.forEach((_, index) => {
        const length = Math.hypot(...rowOf(batch, index));
        assert.ok(Math.abs(length - 1) < 1e-3, `row ${String(index)} has length ${String(length)}`);
      });
    },
  },
  {
    name: 'keeps rows in the order of the texts, whatever the batch',
    run: async ({ model, texts }) => {
      const together = await embed(model, texts);
      const reversed = await embed(model, [...texts].reverse());
      for (const [index, text] of texts.entries()) {
        const alone = rowOf(await embed(model, [text]), 0);
        assert.ok(
          cosine(rowOf(together, index), alone) > 0.999,
          `row ${String(index)} differs from its text embedded alone`,
        );
        assert.ok(
          cosine(rowOf(reversed, texts.length - 1 - index), alone) > 0.999,
          'a reversed batch gives other rows',
        );
      }
    },
  },
  {
    name: 'takes an empty batch and an empty text',
    run: async ({ model }) => {
      assert.equal((await embed(model, [])).vectors.length, 0);
      const batch = await embed(model, ['']);
      assert.ok([...batch.vectors].every(Number.isFinite), 'the row of an empty text is not finite');
    },
  },
  {
    name: 'lists truncated texts by index and counts usage',
    run: async ({ model, texts }) => {
      const { truncated, usage } = await embed(model, texts);
      for (const index of truncated) assert.ok(Number.isInteger(index) && index >= 0 && index < texts.length);
      assert.ok(Number.isSafeInteger(usage.inputTokens) && usage.inputTokens >= 0);
      assert.equal(usage.outputTokens, 0);
    },
  },
  {
    name: 'rejects with aborted when cancelled and with timeout after the deadline',
    run: async ({ model, texts }) => {
      const request = { texts, kind: 'query' } as const;
      await rejection(model.embed(request, testContext({ signal: AbortSignal.abort() })), 'aborted');
      await rejection(model.embed(request, testContext({ timeoutMs: 0 })), 'timeout');
    },
  },
];

function embed(model: EmbeddingModel, texts: readonly string[]): Promise<EmbeddingBatch> {
  return model.embed({ texts, kind: 'document' }, testContext());
}

function rowOf(batch: EmbeddingBatch, index: number): readonly number[] {
  return [...batch.vectors.subarray(index * batch.dimensions, (index + 1) * batch.dimensions)];
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
