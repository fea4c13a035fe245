import { basename, dirname, join, resolve } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { type BundleManifest, manifestFile } from '../bundle/manifest.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { readModelDescription, type ModelDescription } from '../onnx/read-model.ts';
import { createFolderFiles } from './folder-files.ts';
import { findModelFile } from './find-model-file.ts';

/** What can be said of a model without running it. */
export interface ModelInspection {
  /** Path of the ONNX file. */
  readonly file: string;
  /** The manifest, when the folder is a bundle; every byte was checked then. */
  readonly manifest: BundleManifest | undefined;
  readonly model: ModelDescription;
  readonly memory: MemoryEstimate;
}

/** About how much memory each worker thread takes for a model, in bytes. */
export interface MemoryEstimate {
  /** For good: the weights as the runtime holds them. */
  readonly loaded: number;
  /** While it is being opened: the files that were checked, and what the runtime makes of them. */
  readonly loading: number;
}

/** Options of {@link inspectModel}. */
export interface InspectModelOptions {
  /** The ONNX file, below the folder, when there are several. */
  readonly model?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Describes a model: a bundle, a folder as model hubs have them, or an ONNX file. Weights are counted, not loaded.
 *
 * @throws AiError `not-found`, `integrity` for a bundle that was changed or a file that is damaged, `invalid-input` for a folder with several models
 * @example
 * ```ts
 * import { inspectModel } from '@org/ai-inference';
 *
 * const { model, memory } = await inspectModel('/srv/downloads/all-MiniLM-L6-v2');
 * console.log(model.inputs, model.parameters, memory.loaded);
 * ```
 */
export async function inspectModel(path: string, options: InspectModelOptions = {}): Promise<ModelInspection> {
  const { fileSystem = createNodeFileSystem(), signal } = options;
  const target = resolve(path);
  const found = await fileSystem.stat(target);
  if (found === undefined)
    throw new AiError('not-found', 'there is no such file or folder', { details: { field: 'path' } });
  const folder = found.kind === 'directory' ? target : dirname(target);
  const files = createFolderFiles(fileSystem, folder);
  const isBundle = found.kind === 'directory' && (await files.has(manifestFile));
  const manifest = isBundle ? await verifyBundle(folder, { fileSystem, signal }) : undefined;
  const name =
    found.kind === 'directory' ? (manifest?.model ?? (await findModelFile(files, options.model))) : basename(target);
  const model = readModelDescription(await files.read(name));
  let fileBytes = await files.bytes(name);
  const beside = dirname(name) === '.' ? '' : `${dirname(name)}/`;
  for (const external of model.externalFiles) fileBytes += await files.bytes(`${beside}${external}`);
  const loaded = model.weightBytes;
  return { file: join(folder, ...name.split('/')), manifest, model, memory: { loaded, loading: loaded + fileBytes } };
}
