import { createHash } from 'node:crypto';
import { AiError, type CallContext, type EmbeddingBatch, type EmbeddingModel } from '@org/ai-core';

/** How much an embedding cache holds. */
export interface EmbeddingCacheOptions {
  /** Limit of the vectors that are kept; the least recently used go first. @defaultValue 64 MiB */
  readonly maxBytes?: number | undefined;
}

/** An embedding model that remembers what it has embedded. */
export interface EmbeddingCache extends EmbeddingModel {
  /** Texts that the model behind it was asked for, and texts that were answered from memory. */
  readonly statistics: { readonly embedded: number; readonly remembered: number };
}

/**
 * Puts a memory in front of an embedding model: vectors of documents by the digest of their text. Queries pass through.
 * Give the same cache to an index and to its ingestion worker, and the index finds the vectors that the worker has computed before its turn to write.
 *
 * @throws AiError `invalid-input`
 * @example
 * ```ts
 * import type { EmbeddingModel } from '@org/ai-core';
 * import { openFolderIndex } from '@org/ai-retrieval';
 * import { createEmbeddingCache } from '@org/ai-retrieval/workers';
 *
 * export async function open(model: EmbeddingModel): Promise<void> {
 *   const embedding = createEmbeddingCache(model);
 *   const index = await openFolderIndex({ directory: '/var/lib/assistant/index', embedding });
 *   await index.close();
 * }
 * ```
 */
export function createEmbeddingCache(model: EmbeddingModel, options: EmbeddingCacheOptions = {}): EmbeddingCache {
  const { maxBytes = 64 * 1024 * 1024 } = options;
  const { dimensions } = model;
  // A key, its place in the map and the vector.
  const entryBytes = 200 + 4 * dimensions;
  if (!(maxBytes >= entryBytes)) throw new AiError('invalid-input', 'maxBytes must hold one vector at least');
  const vectors = new Map<string, Float32Array>();
  const statistics = { embedded: 0, remembered: 0 };

  const remember = (key: string, vector: Float32Array): void => {
    vectors.set(key, vector.slice());
    for (const oldest of vectors.keys()) {
      if (vectors.size * entryBytes <= maxBytes) return;
      vectors.delete(oldest);
    }
  };
  const recall = (key: string): Float32Array | undefined => {
    const vector = vectors.get(key);
    if (vector === undefined) return undefined;
    vectors.delete(key);
    vectors.set(key, vector);
    return vector;
  };
  const embedMissing = async (
    texts: readonly string[],
    keys: readonly string[],
    context: CallContext,
  ): Promise<EmbeddingBatch> => {
    const batch = await model.embed({ texts, kind: 'document' }, context);
    statistics.embedded += texts.length;
    // A batch of the wrong length is for the index to refuse, and a text that was cut is reported each time.
    if (batch.vectors.length !== texts.length * dimensions) return batch;
    const cut = new Set(batch.truncated);
    for (const [row, key] of keys.entries())
      if (!cut.has(row)) remember(key, batch.vectors.subarray(row * dimensions, (row + 1) * dimensions));
    return batch;
  };
  return {
    id: model.id,
    fingerprint: model.fingerprint,
    dimensions,
    maxInputTokens: model.maxInputTokens,
    statistics,
    async embed(request, context) {
      const { texts, kind } = request;
      if (kind === 'query') return model.embed(request, context);
      const keys = texts.map((text) => createHash('sha256').update(text, 'utf8').digest('base64'));
      const found = keys.map(recall);
      const missing = found.flatMap((vector, index) => (vector === undefined ? [index] : []));
      statistics.remembered += texts.length - missing.length;
      if (missing.length === texts.length) return embedMissing(texts, keys, context);
      const pick = (list: readonly string[]): readonly string[] => missing.map((index) => list[index] ?? '');
      const batch =
        missing.length === 0 ? { ...nothing, dimensions } : await embedMissing(pick(texts), pick(keys), context);
      if (batch.vectors.length !== missing.length * dimensions) return batch;
      const vectors = new Float32Array(texts.length * dimensions);
      for (const [index, vector] of found.entries()) if (vector !== undefined) vectors.set(vector, index * dimensions);
      for (const [row, index] of missing.entries())
        vectors.set(batch.vectors.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions);
      return { ...batch, vectors, truncated: batch.truncated.map((row) => missing[row] ?? 0) };
    },
  };
}

const nothing: Omit<EmbeddingBatch, 'dimensions'> = {
  vectors: new Float32Array(0),
  truncated: [],
  usage: { inputTokens: 0, outputTokens: 0, source: 'none' },
};
