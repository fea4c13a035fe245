import { createContext, createServicePrincipal, type CallContext } from '../../packages/ai-core/src/index.ts';
import { createInferenceEngine, type EngineStats } from '../../packages/ai-inference/src/index.ts';
import type { BenchModel } from './models.ts';

/** Our engine with a model loaded. */
export interface OurEmbedder {
  /** Milliseconds for all texts, and the share of the workers' time that was not the runtime's. */
  embed(
    texts: readonly string[],
  ): Promise<{ readonly ms: number; readonly outside: number; readonly first: Float32Array }>;
  /** The same, each text when the one before is done. */
  embedOneByOne(texts: readonly string[]): Promise<number>;
  stats(): EngineStats;
  stop(): Promise<void>;
}

/** A context of batch work. */
export function batchContext(): CallContext {
  const principal = createServicePrincipal({ tenant: 'bench', subject: 'embed' });
  return { ...createContext({ principal }), priority: 'batch' };
}

/** Loads a model with one runtime thread per worker; nothing is kept between rounds. */
export async function startOurs({ bundle }: BenchModel, workers: number): Promise<OurEmbedder> {
  const engine = createInferenceEngine({ workers, cacheBytes: 0 });
  const embedder = engine.embedder(await engine.load(bundle));
  const context = batchContext();
  return {
    async embed(texts) {
      const before = engine.stats();
      const started = performance.now();
      const { vectors } = await embedder.embed({ texts, kind: 'document' }, context);
      const ms = performance.now() - started;
      const outside = 1 - (engine.stats().runMs - before.runMs) / (ms * workers);
      return { ms, outside, first: vectors.slice(0, embedder.dimensions) };
    },
    async embedOneByOne(texts) {
      const started = performance.now();
      for (const text of texts) await embedder.embed({ texts: [text], kind: 'document' }, context);
      return performance.now() - started;
    },
    stats: () => engine.stats(),
    stop: async () => {
      await engine[Symbol.asyncDispose]();
    },
  };
}
