import {
  abortedError,
  AiError,
  type Clock,
  contextSignal,
  type EmbeddingBatch,
  type EmbeddingModel,
  throwIfDone,
} from '@org/ai-core';
import { charactersPerToken } from '../terms/terms.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { LoadedModel } from './engine.ts';
import type { EmbedRequest } from './request-queue.ts';

/** The embedding model of a loaded bundle. */
export function createEmbedder(
  { manifest, fingerprint }: LoadedModel,
  dispatcher: Dispatcher,
  clock: Clock,
): EmbeddingModel {
  if (manifest.task !== 'embedding')
    throw new AiError('invalid-input', `model ${manifest.name} is made for ${manifest.task}, not for embedding`, {
      details: { field: 'model' },
    });
  const maxCharacters = manifest.maxTokens * charactersPerToken;
  const submit = (texts: readonly string[], signal: AbortSignal): Promise<EmbeddingBatch> =>
    new Promise((resolve, reject) => {
      const batch = createCollector(texts, manifest.dimensions, maxCharacters);
      const stop = (): void => {
        dispatcher.withdraw(request);
        reject(abortedError(signal));
      };
      const request: EmbedRequest = {
        model: fingerprint,
        texts: batch.texts,
        next: 0,
        deliver: (results, row, start, count) => {
          batch.take(results.vectors, results.tokens, results.truncated, row, start, count);
          if (!batch.isComplete()) return;
          signal.removeEventListener('abort', stop);
          resolve(batch.result());
        },
        fail: (error) => {
          signal.removeEventListener('abort', stop);
          reject(error);
        },
      };
      dispatcher.submit(request);
      signal.addEventListener('abort', stop, { once: true });
    });
  return {
    id: manifest.name,
    fingerprint,
    dimensions: manifest.dimensions,
    maxInputTokens: manifest.maxTokens,
    embed: async ({ texts }, context) => {
      throwIfDone(context, clock);
      checkTexts(texts);
      if (texts.length === 0) return createCollector(texts, manifest.dimensions, maxCharacters).result();
      const deadline = contextSignal(context, clock);
      try {
        return await submit(texts, deadline.signal);
      } finally {
        deadline[Symbol.dispose]();
      }
    },
  };
}

function checkTexts(texts: readonly string[]): void {
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0)
    throw new AiError('invalid-input', `texts[${String(wrong)}] must be a string`, { details: { field: 'texts' } });
}

interface Collector {
  /** The texts, each cut to what can count, so that no more than that is copied to a worker. */
  readonly texts: readonly string[];
  take(
    vectors: Float32Array,
    tokens: Uint32Array,
    truncated: Uint8Array,
    row: number,
    start: number,
    count: number,
  ): void;
  isComplete(): boolean;
  result(): EmbeddingBatch;
}

function createCollector(texts: readonly string[], dimensions: number, maxCharacters: number): Collector {
  const vectors = new Float32Array(texts.length * dimensions);
  const cut = texts.map((text) => text.length > maxCharacters);
  let missing = texts.length;
  let inputTokens = 0;
  return {
    texts: texts.map((text, index) => (cut[index] === true ? text.slice(0, maxCharacters) : text)),
    take: (rows, tokens, truncated, row, start, count) => {
      vectors.set(rows.subarray(row * dimensions, (row + count) * dimensions), start * dimensions);
      for (let index = 0; index < count; index += 1) {
        inputTokens += tokens[row + index] ?? 0;
        if (truncated[row + index] === 1) cut[start + index] = true;
      }
      missing -= count;
    },
    isComplete: () => missing === 0,
    result: () => ({
      vectors,
      dimensions,
      truncated: [...cut.keys()].filter((index) => cut[index] === true),
      usage: { inputTokens, outputTokens: 0, source: 'provider' },
    }),
  };
}
