import { resolve } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { writeBundle } from '../bundle/write-bundle.ts';
import { type SpawnWorker, spawnWorker } from '../workers/spawn-worker.ts';
import { runFitTask, type Texts } from './fit-thread.ts';
import { completeParameters, type FitParameters } from './parameters.ts';
import type { TrainingRecord } from './training-record.ts';
import { unseenShare } from './unseen-share.ts';

/** How far a fit is: texts read so far, then rounds of the computation. */
export type FitProgress =
  | { readonly phase: 'read'; readonly texts: number }
  | { readonly phase: 'compute'; readonly done: number; readonly total: number };

/** Options of {@link fitEmbedder}; beside those below, each of {@link FitParameters}. */
export interface FitEmbedderOptions extends Partial<{
  readonly [K in keyof FitParameters]: FitParameters[K] | undefined;
}> {
  /** Their order counts: other order, other bytes. Each is read to `maxTokens` words. */
  readonly texts: Texts;
  /** Folder in which the bundle's own folder is made. */
  readonly directory: string;
  /** Length of the vectors; fewer when the texts hold less. @defaultValue 128 */
  readonly dimensions?: number | undefined;
  /** @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Texts in which a term must occur to be kept. @defaultValue 1 */
  readonly minTexts?: number | undefined;
  /** @defaultValue 50,000 */
  readonly maxTerms?: number | undefined;
  /** @defaultValue 50,000 */
  readonly maxTexts?: number | undefined;
  /** @defaultValue 8,192 */
  readonly maxTokens?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
  /** @defaultValue the disk */
  readonly fileSystem?: FileSystem | undefined;
}

/** A fitted embedder on the disk. */
export interface FittedEmbedder {
  /** The bundle's folder: `<directory>/<fingerprint in hex>`. */
  readonly directory: string;
  readonly fingerprint: string;
  readonly record: TrainingRecord;
  /** The share of distinct terms of other texts that the embedder does not know, from 0 to 1; above 0.15 a new fit pays. */
  unseenShare(texts: Texts, options?: { readonly signal?: AbortSignal | undefined }): Promise<number>;
}

/**
 * Fits an embedding model to your own texts: latent semantic analysis (Deerwester et al., 1990) of their terms, in a worker thread, written as a bundle that an engine loads.
 * Words that occur in like company come to lie close together. It knows nothing but these texts: it is a modest default, not a general language model.
 * The same texts, order and parameters give the same bytes. Without any text the result embeds every text alike.
 *
 * @throws AiError `invalid-input` naming the parameter; `aborted`; `unavailable` (retryable) when the thread died; what the file system rejects with. Nothing is left behind then.
 * @example
 * ```ts
 * import { createInferenceEngine, fitEmbedder } from '@org/ai-inference';
 *
 * const texts = ['Travel costs are paid back within ten days.', 'Book trains through the travel desk.'];
 * const fitted = await fitEmbedder({ texts, directory: '/srv/models' });
 * await using engine = createInferenceEngine();
 * const model = await engine.load(fitted.directory, { fingerprint: fitted.fingerprint });
 * console.log(engine.embedder(model).dimensions, fitted.record.inputs.texts);
 * ```
 */
export function fitEmbedder(options: FitEmbedderOptions): Promise<FittedEmbedder> {
  return fitWith(spawnWorker, options);
}

/** {@link fitEmbedder} over a given way to start threads. */
export async function fitWith(spawn: SpawnWorker, options: FitEmbedderOptions): Promise<FittedEmbedder> {
  const { texts, signal, onProgress, fileSystem = createNodeFileSystem() } = options;
  const parameters = completeParameters(options);
  let read = 0;
  const reply = await runFitTask(spawn, {
    request: { type: 'fit', parameters },
    texts,
    maxTokens: parameters.maxTokens,
    signal,
    onReply: (step) => {
      if (step.type === 'taken') onProgress?.({ phase: 'read', texts: (read += step.texts) });
      if (step.type === 'round') onProgress?.({ phase: 'compute', done: step.done, total: step.total });
    },
  });
  if (reply.type !== 'fitted') throw new AiError('internal', 'the fit worker gave an answer of another task');
  const directory = await writeBundle(fileSystem, resolve(options.directory), reply.bundle, { signal });
  return {
    directory,
    fingerprint: reply.bundle.manifest.digest,
    record: reply.record,
    unseenShare: (others, { signal: stop } = {}) => unseenShare({ directory, texts: others, signal: stop, fileSystem }),
  };
}
