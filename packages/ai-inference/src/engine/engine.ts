import { resolve } from 'node:path';
import {
  abortedError,
  AiError,
  type CallContext,
  type Clock,
  contextSignal,
  type EmbeddingModel,
  type RerankModel,
  systemClock,
  type TextClassifier,
  type TextTagger,
  throwIfDone,
} from '@org/ai-core';
import { createResultCache } from '../sequence/result-cache.ts';
import { createSequenceRunner } from '../sequence/sequence-runner.ts';
import type { InferenceTensor } from '../session/session.ts';
import { createInputWatch } from '../swap/input-watch.ts';
import { swapVersion } from '../swap/swap.ts';
import type { SwapOptions, SwapReport } from '../swap/swap-options.ts';
import { checkTensors } from '../tasks/check-tensors.ts';
import { createClassifier } from '../tasks/classifier.ts';
import { createEmbedder } from '../tasks/embedder.ts';
import { createReranker } from '../tasks/reranker.ts';
import { createTagger } from '../tasks/tagger.ts';
import { loadedSlot } from '../tasks/version-for.ts';
import { type SpawnWorker, spawnWorker } from '../workers/spawn-worker.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { EngineStats } from './engine-stats.ts';
import { createSlot, type LoadedModel, type ModelSlot } from './handle.ts';
import type { ModelVersion } from './model-version.ts';
import { completeEngineOptions, type EngineOptions } from './options.ts';
import { createQueueBudget } from './queue-budget.ts';
import { createVersions } from './versions.ts';

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
  /** The reranking model of a loaded cross-encoder; fails as {@link embedder}'s. */
  reranker(model: LoadedModel): RerankModel;
  /** The classifier of a loaded bundle; fails as {@link embedder}'s. */
  classifier(model: LoadedModel): TextClassifier;
  /** The tagger of a loaded bundle; spans are positions in the text as it was given. Fails as {@link embedder}'s. */
  tagger(model: LoadedModel): TextTagger;
  /**
   * Runs any graph on tensors, checked against the types and shapes that the model's own metadata names.
   *
   * @throws AiError `invalid-input` naming the tensor that does not fit, `unavailable` (retryable), `aborted`, `timeout`
   */
  run(
    model: LoadedModel,
    feeds: Readonly<Record<string, InferenceTensor>>,
    context: CallContext,
  ): Promise<Readonly<Record<string, InferenceTensor>>>;
  /**
   * Puts another bundle of the same task in the place of a loaded one, under load: it is opened and warmed beside the old one, compared on live inputs if asked for, and takes over in one step.
   * The handle, and every model made from it, stands for the new version then (so does an embedder's `fingerprint`: an index that was made with the old one must be made again). Calls that began on the old version end on it.
   *
   * @throws AiError as {@link load}; `invalid-input` for a bundle of another task, other dimensions or labels; `conflict` while another swap of the model runs. The old version goes on then.
   */
  swap(model: LoadedModel, directory: string, options?: SwapOptions): Promise<SwapReport>;
  /** Lets go of a model: what runs ends, later calls fail with `invalid-input`. Resolves when the workers have freed its memory, if no other handle holds the same bundle. */
  unload(model: LoadedModel): Promise<void>;
  /** What the engine has done, and what waits. */
  stats(): EngineStats;
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
  const complete = completeEngineOptions(options);
  const { clock } = ports;
  const budget = createQueueBudget(complete);
  const dispatcher = (): Dispatcher => made;
  const versions = createVersions(complete, dispatcher);
  const inputs = createInputWatch();
  const { runner, outcomes, cacheHits } = createSequenceRunner({
    clock,
    onInputs: inputs.see,
    budget,
    cache: createResultCache(complete.isDeterministic ? 0 : complete.cacheBytes),
    isDeterministic: complete.isDeterministic,
    dispatcher,
    retain: (version) => {
      versions.retain(version);
    },
    release: (version) => {
      // A worker that cannot be told has died, and has let go of everything.
      versions.release(version).catch(() => undefined);
    },
  });
  const made = createDispatcher(complete, ports, budget, outcomes);
  const slots = new WeakMap<LoadedModel, ModelSlot>();
  const slotOf = (model: LoadedModel): ModelSlot => {
    const slot = slots.get(model);
    if (slot !== undefined) return slot;
    throw new AiError('invalid-input', 'model was not loaded by this engine; pass what its load() returned', {
      details: { field: 'model' },
    });
  };
  const open = async (directory: string, { fingerprint, signal }: LoadOptions): Promise<ModelVersion> => {
    const opening = versions.open(resolve(directory), fingerprint);
    try {
      return await untilAborted(signal, () => opening);
    } catch (error) {
      // Nobody waits for it any more: it is let go of as soon as it is there.
      opening.then((version) => versions.release(version)).catch(() => undefined);
      throw error;
    }
  };
  return {
    load: async (directory, loadOptions = {}) => {
      const slot = createSlot(await open(directory, loadOptions));
      slots.set(slot.model, slot);
      return slot.model;
    },
    embedder: (model) => createEmbedder(slotOf(model), runner, clock),
    reranker: (model) => createReranker(slotOf(model), runner, clock),
    classifier: (model) => createClassifier(slotOf(model), runner, clock),
    tagger: (model) => createTagger(slotOf(model), runner, clock),
    run: async (model, feeds, context) => {
      throwIfDone(context, clock);
      const { version } = loadedSlot(slotOf(model));
      checkTensors(version.inputs, feeds);
      const deadline = contextSignal(context, clock);
      versions.retain(version);
      try {
        return await untilAborted(deadline.signal, () => made.runTensors(version, feeds));
      } finally {
        deadline[Symbol.dispose]();
        await versions.release(version);
      }
    },
    swap: async (model, directory, swapOptions = {}) => {
      const slot = loadedSlot(slotOf(model));
      const { fingerprint, signal } = swapOptions;
      const parts = { versions, dispatcher: made, runner, live: inputs, clock };
      return swapVersion(slot, () => open(directory, { fingerprint, signal }), parts, swapOptions);
    },
    unload: async (model) => {
      const slot = slotOf(model);
      if (slot.isUnloaded) return;
      slot.isUnloaded = true;
      await versions.release(slot.version);
    },
    stats: () => ({
      ...made.counts.totals,
      queuedTexts: budget.load.texts,
      queuedTokens: budget.load.tokens,
      cacheHits: cacheHits(),
    }),
    [Symbol.asyncDispose]: () => made.close(),
  };
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
