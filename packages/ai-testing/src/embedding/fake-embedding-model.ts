import { estimateTokens, throwIfDone, type Clock, type EmbeddingModel } from '@org/ai-core';

/** How the fake embedding model behaves. */
export interface FakeEmbeddingOptions {
  /** @defaultValue 64 */
  readonly dimensions?: number | undefined;
  /** Words after this many are not looked at, and the text is reported as truncated. @defaultValue no limit */
  readonly maxWords?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** An embedding model that counts its own calls. */
export interface FakeEmbeddingModel extends EmbeddingModel {
  /** Calls of `embed` so far. */
  readonly calls: number;
  /** Texts embedded so far. */
  readonly embedded: number;
}

/**
 * Makes a deterministic embedding model: every word is hashed (FNV-1a) to one signed dimension, so texts that share words are near each other.
 * For tests only: it knows nothing about meaning.
 *
 * @example
 * ```ts
 * import { createFakeEmbeddingModel, testContext } from '@org/ai-testing';
 *
 * const model = createFakeEmbeddingModel({ dimensions: 32 });
 * const batch = await model.embed({ texts: ['parcel label'], kind: 'document' }, testContext());
 * ```
 */
export function createFakeEmbeddingModel(options: FakeEmbeddingOptions = {}): FakeEmbeddingModel {
  const { dimensions = 64, maxWords = Infinity, clock } = options;
  const seen = { calls: 0, embedded: 0 };
  return {
    id: 'fake-embedding',
    fingerprint: `fake-embedding:${String(dimensions)}:${String(maxWords)}`,
    dimensions,
    get calls() {
      return seen.calls;
    },
    get embedded() {
      return seen.embedded;
    },
    async embed({ texts }, context) {
      throwIfDone(context, clock);
      await Promise.resolve();
      seen.calls += 1;
      seen.embedded += texts.length;
      const vectors = new Float32Array(texts.length * dimensions);
      const truncated: number[] = [];
      texts.forEach((text, index) => {
        const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
        if (words.length > maxWords) truncated.push(index);
        embedWords(words.slice(0, maxWords), vectors.subarray(index * dimensions, (index + 1) * dimensions));
      });
      const inputTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
      return { vectors, dimensions, truncated, usage: { inputTokens, outputTokens: 0, source: 'estimated' } };
    },
  };
}

function embedWords(words: readonly string[], row: Float32Array): void {
  for (const word of words) {
    const hash = fnv1a(word);
    const index = hash % row.length;
    row[index] = (row[index] ?? 0) + ((hash >>> 16) % 2 === 0 ? 1 : -1);
  }
  let squares = 0;
  for (const value of row) squares += value * value;
  // A text without words (or whose words cancel out) still needs a row of unit length.
  if (squares === 0) row[0] = 1;
  else for (let index = 0; index < row.length; index++) row[index] = (row[index] ?? 0) / Math.sqrt(squares);
}

function fnv1a(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
