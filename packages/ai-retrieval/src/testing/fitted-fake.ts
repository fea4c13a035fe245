import { createHash } from 'node:crypto';
import type { EmbeddingModel } from '@org/ai-core';
import type { FittedEmbedding } from '../embedding/fitted-embedding.ts';

/** A fitted embedding for tests whose vectors depend on every text that it was fitted on: whatever reaches the fit shows in the scores. */
export function createFittedFake(): FittedEmbedding & {
  readonly fits: number;
  readonly embedded: number;
} {
  const models = new Map<string, EmbeddingModel>();
  const seen = { fits: 0, embedded: 0 };
  const dimensions = 16;
  const modelOf = (fingerprint: string): EmbeddingModel => ({
    id: 'fitted-fake',
    fingerprint,
    dimensions,
    embed({ texts }) {
      seen.embedded += texts.length;
      const vectors = new Float32Array(texts.length * dimensions);
      for (const [index, text] of texts.entries()) {
        const row = vectors.subarray(index * dimensions, (index + 1) * dimensions);
        for (const word of text.toLowerCase().split(/\W+/)) {
          const bytes = createHash('sha256').update(`${fingerprint} ${word}`).digest();
          for (let at = 0; at < dimensions; at++) row[at] = (row[at] ?? 0) + (bytes[at] ?? 0) - 127.5;
        }
        const length = Math.hypot(...row);
        for (let at = 0; at < dimensions; at++) row[at] = (row[at] ?? 0) / length;
      }
      return Promise.resolve({
        vectors,
        dimensions,
        truncated: [],
        usage: { inputTokens: 0, outputTokens: 0, source: 'none' },
      });
    },
  });
  return {
    get fits() {
      return seen.fits;
    },
    get embedded() {
      return seen.embedded;
    },
    open: (fingerprint) => Promise.resolve(models.get(fingerprint)),
    forget(fingerprint) {
      models.delete(fingerprint);
      return Promise.resolve();
    },
    async fit(tenant, texts) {
      seen.fits++;
      const hash = createHash('sha256').update(tenant);
      for await (const text of texts) hash.update(text).update('\0');
      const fingerprint = `sha256:${hash.digest('hex')}`;
      models.set(fingerprint, modelOf(fingerprint));
      return modelOf(fingerprint);
    },
  };
}
