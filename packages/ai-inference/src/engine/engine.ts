import { resolve } from 'node:path';
import { abortedError, AiError, type Clock, type EmbeddingModel, systemClock } from '@org/ai-core';
import type { BundleManifest } from '../bundle/manifest.ts';
import { type SpawnWorker, spawnWorker } from '../workers/spawn-worker.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEmbedder } from './embedder.ts';
import { completeEngineOptions, type EngineOptions } from './options.ts';

/** A model that an engine has loaded. */
export interface LoadedModel {
  /** The bundle's digest: two models with the same fingerprint give the same vectors. */
  readonly fingerprint: string;
  readonly directory: string;
  readonly manifest: BundleManifest;
}

/** What {@link InferenceEngine.load} may be told. */
export interface LoadOptions {
  /** The fingerprint that the bundle must have, when it is known from elsewhere. @defaultValue any */
  readonly fingerprint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs ONNX models in worker threads. The thread that calls never runs a model and never splits a text into words. */
export interface InferenceEngine extends AsyncDisposable {
  /**
   * Loads a bundle after checking every byte of it.
   *
   * @throws AiError `integrity` for a changed, missing or extra file (`details.file`), `not-found` without a bundle, `invalid-input` for a manifest with a wrong field,
   * `unsupported` when onnxruntime-node is not installed, `unavailable` (retryable) when the worker thread died, `aborted`
   */
  load(directory: string, options?: LoadOptions): Promise<LoadedModel>;
  /**
   * The embedding model of a loaded bundle. Its `embed` fails with `overloaded` (retryable) when too much waits, `payload-too-large` for a request that can never fit,
   * `unavailable` (retryable) when a worker thread died under it, `aborted` and `timeout` by its context.
   */
  embedder(model: LoadedModel): EmbeddingModel;
}

/** What tests may replace. */
export interface EnginePorts {
  readonly spawn: SpawnWorker;
  readonly clock: Clock;
}

/**
 * Makes an engine that runs models in worker threads; they start with the first load. Dispose it to stop them: what still waits then fails with `unavailable`.
 *
 * @throws AiError `invalid-input` naming the option that is out of range
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createInferenceEngine } from '@org/ai-inference';
 *
 * await using engine = createInferenceEngine({ workers: 1 });
 * const embedder = engine.embedder(await engine.load('/srv/models/handbook'));
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'indexer' }) });
 * const { vectors } = await embedder.embed({ texts: ['How do I claim travel costs?'], kind: 'query' }, context);
 * console.log(vectors.length === embedder.dimensions);
 * ```
 */
export function createInferenceEngine(options: EngineOptions = {}): InferenceEngine {
  return createEngine(options, { spawn: spawnWorker, clock: options.clock ?? systemClock });
}

/** The engine over given ports. */
export function createEngine(options: EngineOptions, ports: EnginePorts): InferenceEngine {
  const dispatcher = createDispatcher(completeEngineOptions(options), ports.spawn);
  const loaded = new WeakSet<LoadedModel>();
  const load = async (directory: string, { fingerprint, signal }: LoadOptions = {}): Promise<LoadedModel> => {
    const path = resolve(directory);
    const manifest = await untilAborted(signal, () => dispatcher.load(path, fingerprint));
    const model: LoadedModel = { fingerprint: manifest.digest, directory: path, manifest };
    loaded.add(model);
    return model;
  };
  const embedder = (model: LoadedModel): EmbeddingModel => {
    if (!loaded.has(model))
      throw new AiError('invalid-input', 'model was not loaded by this engine; pass what its load() returned');
    return createEmbedder(model, dispatcher, ports.clock);
  };
  return { load, embedder, [Symbol.asyncDispose]: () => dispatcher.close() };
}

async function untilAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return await work();
  if (signal.aborted) throw abortedError(signal);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => {
    reject(abortedError(signal));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
