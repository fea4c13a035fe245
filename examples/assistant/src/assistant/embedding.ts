import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AiError, type EmbeddingModel } from '@org/ai-core';
import { createInferenceEngine, fitEmbedder } from '@org/ai-inference';
import type { FittedEmbedding } from '@org/ai-retrieval';

/** Embedders fitted to each tenant's own documents, kept as bundles in a folder and run in a worker thread. */
export interface TenantEmbedding extends FittedEmbedding, AsyncDisposable {
  /** Why there is no dense search, once that is known. */
  readonly note: string | undefined;
}

/** Fewer texts hold no co-occurrence worth learning. */
const fewestTexts = 20;

/** Makes the embedding of an index; nothing is loaded before the index asks for it. */
export function createTenantEmbedding(directory: string): TenantEmbedding {
  const engine = createInferenceEngine();
  let note: string | undefined;

  const load = async (fingerprint: string): Promise<EmbeddingModel | undefined> => {
    try {
      const bundle = join(directory, fingerprint.slice('sha256:'.length));
      return engine.embedder(await engine.load(bundle, { fingerprint }));
    } catch (error) {
      if (AiError.is(error, 'unsupported'))
        note = 'onnxruntime-node is not installed: answers are found by words alone';
      else if (AiError.is(error, 'not-found')) note = 'an embedder is missing: answers are found by words alone';
      else throw error;
      return undefined;
    }
  };

  return {
    get note() {
      return note;
    },
    open: load,
    async fit(_tenant, texts, signal) {
      const rest = texts[Symbol.asyncIterator]();
      const head: string[] = [];
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
        head.push(next.value);
        if (head.length === fewestTexts) {
          const fitted = await fitEmbedder({ texts: chain(head, rest), directory, signal });
          return load(fitted.fingerprint);
        }
      }
      return undefined;
    },
    forget: (fingerprint) => rm(join(directory, fingerprint.slice('sha256:'.length)), { recursive: true, force: true }),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

async function* chain(head: readonly string[], rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
