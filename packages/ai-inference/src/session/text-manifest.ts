import {
  isTermEmbedding,
  type BundleManifest,
  type ClassificationManifest,
  type EmbeddingManifest,
  type RerankingManifest,
  type TaggingManifest,
} from '../bundle/manifest.ts';

/** The manifest of a pretrained model that reads token rows. */
export type TextManifest = EmbeddingManifest | RerankingManifest | ClassificationManifest | TaggingManifest;

/** Whether a bundle holds a pretrained text model. */
export function isTextManifest(manifest: BundleManifest): manifest is TextManifest {
  return manifest.task !== 'graph' && !isTermEmbedding(manifest);
}
