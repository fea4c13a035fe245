import { resolve } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { isTermEmbedding } from '../bundle/manifest.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { spawnWorker } from '../workers/spawn-worker.ts';
import { runFitTask, type Texts } from './fit-thread.ts';

/** Options of {@link unseenShare}. */
export interface UnseenShareOptions {
  /** Folder of a fitted bundle. */
  readonly directory: string;
  readonly texts: Texts;
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the disk */
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Tells which share of the distinct terms of some texts a fitted embedder does not know, from 0 to 1. Above 0.15 it is time to fit a new one. Runs in a worker thread.
 *
 * @throws AiError as `verifyBundle`; `aborted`; `unavailable` (retryable) when the thread died
 * @example
 * ```ts
 * import { unseenShare } from '@org/ai-inference';
 *
 * const share = await unseenShare({ directory: '/srv/models/handbook', texts: ['A chapter about forklift permits.'] });
 * if (share > 0.15) console.log('fit a new embedder');
 * ```
 */
export async function unseenShare({
  directory,
  texts,
  signal,
  fileSystem = createNodeFileSystem(),
}: UnseenShareOptions): Promise<number> {
  const { manifest, files } = await readBundle(fileSystem, resolve(directory), {
    signal,
    keep: (name, kept) => isTermEmbedding(kept) && name === kept.tokenizer.vocabulary,
  });
  if (!isTermEmbedding(manifest)) {
    throw new AiError(
      'invalid-input',
      'directory holds no embedder that was fitted to texts; pass a folder that fitEmbedder wrote',
      {
        details: { field: 'directory' },
      },
    );
  }
  const file = manifest.tokenizer.vocabulary;
  const vocabulary = files.get(file);
  if (vocabulary === undefined) throw new AiError('integrity', `${file} is missing`, { details: { file } });
  const reply = await runFitTask(spawnWorker, {
    request: { type: 'measure', vocabulary, file, maxTokens: manifest.maxTokens },
    texts,
    maxTokens: manifest.maxTokens,
    signal,
    onReply: () => undefined,
  });
  if (reply.type !== 'measured') throw new AiError('internal', 'the fit worker gave an answer of another task');
  return reply.unseenShare;
}
