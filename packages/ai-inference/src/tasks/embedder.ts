import { type Clock, type EmbeddingModel, throwIfDone } from '@org/ai-core';
import { isTermEmbedding, type BundleManifest } from '../bundle/manifest.ts';
import type { ModelSlot } from '../engine/handle.ts';
import type { SequenceRunner } from '../sequence/sequence.ts';
import { charactersPerToken } from '../terms/terms.ts';
import { checkTexts } from './check-texts.ts';
import { versionFor } from './version-for.ts';

/** The embedding model of a loaded bundle. */
export function createEmbedder(slot: ModelSlot, runner: SequenceRunner, clock: Clock): EmbeddingModel {
  const embedding = (): Extract<BundleManifest, { task: 'embedding' }> => versionFor(slot, 'embedding').manifest;
  embedding();
  return {
    get id() {
      return embedding().name;
    },
    get fingerprint() {
      return slot.version.fingerprint;
    },
    get dimensions() {
      return embedding().dimensions;
    },
    get maxInputTokens() {
      return embedding().maxTokens;
    },
    embed: async ({ texts, kind }, context) => {
      throwIfDone(context, clock);
      checkTexts(texts);
      const { version, manifest } = versionFor(slot, 'embedding');
      const { dimensions } = manifest;
      const vectors = new Float32Array(texts.length * dimensions);
      const isTruncated = new Uint8Array(texts.length);
      let inputTokens = 0;
      const prefix = isTermEmbedding(manifest) ? '' : (manifest.prefixes?.[kind] ?? '');
      // What lies beyond can never become a term: it is not copied to a worker.
      const most = isTermEmbedding(manifest) ? manifest.maxTokens * charactersPerToken : Infinity;
      const inputs = texts.map((text, index) => {
        if (text.length > most) isTruncated[index] = 1;
        return { text: text.length > most ? text.slice(0, most) : `${prefix}${text}` };
      });
      await runner.run(version, inputs, context, {
        onResult: (index, result) => {
          vectors.set(result.values, index * dimensions);
          inputTokens += result.tokens;
          if (result.isTruncated) isTruncated[index] = 1;
        },
      });
      return {
        vectors,
        dimensions,
        truncated: [...isTruncated.keys()].filter((index) => isTruncated[index] === 1),
        usage: { inputTokens, outputTokens: 0, source: 'provider' },
      };
    },
  };
}
