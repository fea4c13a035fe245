import type { EmbeddingModel } from '@org/ai-core';
import type { FittedEmbedding } from './fitted-embedding.ts';

/** Where embeddings come from: nowhere, one model, or a model per tenant. */
export interface EmbeddingSource {
  readonly isFitted: boolean;
  /** The model with this fingerprint, if it can be had. */
  open(fingerprint: string): Promise<EmbeddingModel | undefined>;
  /** The model for a tenant's next version of vectors, fitted on the texts when it is that kind. */
  provide(
    tenant: string,
    texts: () => AsyncIterable<string>,
    signal: AbortSignal | undefined,
  ): Promise<EmbeddingModel | undefined>;
  /** Deletes what is stored of a fitted model; undefined when that cannot be done. */
  readonly forget: ((fingerprint: string) => Promise<void>) | undefined;
  /** The one model that everything is embedded with, if there is one. */
  readonly fixed: EmbeddingModel | undefined;
}

/** Brings the ways of embedding under one interface; an opened model is kept. */
export function createEmbeddingSource(embedding: EmbeddingModel | FittedEmbedding | undefined): EmbeddingSource {
  if (embedding === undefined || 'embed' in embedding) {
    return {
      isFitted: false,
      forget: undefined,
      fixed: embedding,
      open: (fingerprint) => Promise.resolve(embedding?.fingerprint === fingerprint ? embedding : undefined),
      provide: () => Promise.resolve(embedding),
    };
  }
  const opened = new Map<string, EmbeddingModel>();
  return {
    isFitted: true,
    fixed: undefined,
    forget:
      embedding.forget === undefined
        ? undefined
        : async (fingerprint) => {
            opened.delete(fingerprint);
            await embedding.forget?.(fingerprint);
          },
    async open(fingerprint) {
      const model = opened.get(fingerprint) ?? (await embedding.open(fingerprint));
      if (model?.fingerprint !== fingerprint) return undefined;
      opened.set(fingerprint, model);
      return model;
    },
    async provide(tenant, texts, signal) {
      const model = await embedding.fit(tenant, texts(), signal);
      if (model !== undefined) opened.set(model.fingerprint, model);
      return model;
    },
  };
}
