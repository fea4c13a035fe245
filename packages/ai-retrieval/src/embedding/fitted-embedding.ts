import type { EmbeddingModel } from '@org/ai-core';

/**
 * An embedder that is fitted to a tenant's own texts, as a port: an application puts a trainer behind it.
 * Fitted at the end of a tenant's first ingestion, on chunks that every signed-in user of the tenant may read, and anew when one of these texts is closed to some of them.
 */
export interface FittedEmbedding {
  /** The model with this fingerprint, or undefined when it is gone (the next ingestion then fits another). */
  open(fingerprint: string): Promise<EmbeddingModel | undefined>;
  /** Fits a model; the same texts must give the same fingerprint. Undefined when the texts are too few to fit anything. */
  fit(tenant: string, texts: AsyncIterable<string>, signal?: AbortSignal): Promise<EmbeddingModel | undefined>;
  /** Deletes whatever is stored of a model, because a text that shaped it was erased. Without it an index with fitted embeddings refuses to erase. */
  forget?(fingerprint: string): Promise<void>;
}
