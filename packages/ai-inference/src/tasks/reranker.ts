import { type Clock, type RerankModel, throwIfDone } from '@org/ai-core';
import type { ModelSlot } from '../engine/handle.ts';
import type { SequenceRunner } from '../sequence/sequence.ts';
import { sigmoid } from './activations.ts';
import { checkLimit } from './check-limit.ts';
import { checkTexts } from './check-texts.ts';
import { versionFor } from './version-for.ts';

/** The reranking model of a loaded bundle: each document is read together with the query. */
export function createReranker(slot: ModelSlot, runner: SequenceRunner, clock: Clock): RerankModel {
  versionFor(slot, 'reranking');
  return {
    get id() {
      return slot.version.manifest.name;
    },
    rerank: async ({ query, documents, limit }, context) => {
      throwIfDone(context, clock);
      checkTexts([query], 'query');
      checkTexts(documents, 'documents');
      checkLimit(limit);
      const { version, manifest } = versionFor(slot, 'reranking');
      const scores = new Float64Array(documents.length);
      const isTruncated = new Uint8Array(documents.length);
      let inputTokens = 0;
      const inputs = documents.map((document) => ({ text: query, pair: document }));
      await runner.run(version, inputs, context, {
        onResult: (index, { values, tokens, isTruncated: isCut }) => {
          const logit = values[0] ?? 0;
          scores[index] = manifest.activation === 'sigmoid' ? sigmoid(logit) : logit;
          inputTokens += tokens;
          isTruncated[index] = isCut ? 1 : 0;
        },
      });
      const order = [...documents.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
      return {
        ranking: order.slice(0, limit).map((index) => ({ index, score: scores[index] ?? 0 })),
        truncated: [...isTruncated.keys()].filter((index) => isTruncated[index] === 1),
        usage: { inputTokens, outputTokens: 0, source: 'provider' },
      };
    },
  };
}
