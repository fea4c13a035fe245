import { resolve } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { readBundle } from '../bundle/read-bundle.ts';
import { fitEmbedder, type FittedEmbedder } from './fit-embedder.ts';
import type { Texts } from './fit-thread.ts';
import { fitCodeVersion } from './parameters.ts';
import { parseRecord, recordFile } from './training-record.ts';

/** Options of {@link reproduceEmbedder}. */
export interface ReproduceEmbedderOptions {
  /** Folder of the fitted bundle to reproduce. */
  readonly bundle: string;
  /** The texts that it was fitted to, in the same order. */
  readonly texts: Texts;
  /** Folder in which the new bundle's own folder is made. */
  readonly directory: string;
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the disk */
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Fits an embedder again from the training record of a bundle, and fails unless every byte comes out the same: proof of what a model was made from.
 *
 * @throws AiError `integrity` when the texts are not those of the record or the result differs; `unsupported` for a record of another code version; as `fitEmbedder`
 * @example
 * ```ts
 * import { reproduceEmbedder } from '@org/ai-inference';
 *
 * const texts = ['Travel costs are paid back within ten days.'];
 * await reproduceEmbedder({ bundle: '/srv/models/handbook', texts, directory: '/tmp/proof' });
 * ```
 */
export async function reproduceEmbedder(options: ReproduceEmbedderOptions): Promise<FittedEmbedder> {
  const { texts, directory, signal, fileSystem = createNodeFileSystem() } = options;
  const { manifest, files } = await readBundle(fileSystem, resolve(options.bundle), {
    signal,
    keep: (name) => name === recordFile,
  });
  const bytes = files.get(recordFile);
  if (bytes === undefined)
    throw new AiError('invalid-input', `bundle has no ${recordFile}: it was not fitted by fitEmbedder`, {
      details: { field: 'bundle' },
    });
  const record = parseRecord(bytes);
  if (record.code !== fitCodeVersion) {
    throw new AiError(
      'unsupported',
      `the bundle was fitted by code ${record.code}, this is ${fitCodeVersion}; use the version of @org/ai-inference that made it`,
    );
  }
  const again = await fitEmbedder({ ...record.parameters, texts, directory, signal, fileSystem });
  if (again.fingerprint === manifest.digest) return again;
  await fileSystem.remove(again.directory);
  const cause =
    again.record.inputs.digest === record.inputs.digest
      ? 'the same texts gave other bytes'
      : 'the texts are not those of its training record, or not in that order';
  throw new AiError('integrity', `the bundle could not be reproduced: ${cause}`, { details: { file: recordFile } });
}
