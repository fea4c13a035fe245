import { basename, resolve } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import type { BundleDescription, BundleFile, BundleManifest, BundlePrecision } from '../bundle/manifest.ts';
import { manifestFile, manifestSchema } from '../bundle/manifest.ts';
import { manifestDigest } from '../bundle/parse-manifest.ts';
import { readChecked } from '../bundle/read-checked.ts';
import { type BundleContent, writeBundle } from '../bundle/write-bundle.ts';
import { readModelDescription, type ModelDescription } from '../onnx/read-model.ts';
import { createFolderFiles, type FolderFiles } from './folder-files.ts';
import { findModelFile } from './find-model-file.ts';
import { readModelFacts, type ModelFacts } from './model-facts.ts';

/** What {@link addModel} may be told; what is left out is read from the folder's configuration, and never guessed. */
export interface AddModelOptions {
  /** The folder with the model, as model hubs have them. */
  readonly source: string;
  /** The folder in which the bundle is made, under a folder named by its fingerprint. */
  readonly directory: string;
  readonly task?: BundleManifest['task'] | undefined;
  readonly name?: string | undefined;
  /** SPDX expression, or `LicenseRef-` and a name. */
  readonly licence?: string | undefined;
  /** Where the weights come from, for people. @defaultValue the name of the folder */
  readonly origin?: string | undefined;
  /** The ONNX file, below the folder, when there are several. */
  readonly model?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly pooling?: 'mean' | 'cls' | 'last' | 'none' | undefined;
  readonly prefixes?: { readonly query: string; readonly document: string } | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly activation?: 'sigmoid' | 'softmax' | 'none' | undefined;
  /** Name of the output to read. */
  readonly output?: string | undefined;
  /** Bytes that were copied so far, and all bytes. */
  readonly onProgress?: ((copied: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

/** A bundle that was made. */
export interface AddedModel {
  /** The bundle's own folder. */
  readonly directory: string;
  readonly manifest: BundleManifest;
}

/**
 * Makes a bundle from a model folder: finds the ONNX file and its external data, reads task, pooling, labels, limits and licence from the configuration files, copies what is needed, and writes digests of it all.
 * The same folder gives the same bundle; interrupted, it leaves nothing.
 *
 * @throws AiError `invalid-input` naming what the folder does not say and how to say it, `not-found` for a missing file, `integrity` for a damaged ONNX file, `aborted`
 * @example
 * ```ts
 * import { addModel } from '@org/ai-inference';
 *
 * const { directory, manifest } = await addModel({ source: '/srv/downloads/all-MiniLM-L6-v2', directory: '/srv/models' });
 * console.log(directory, manifest.digest);
 * ```
 */
export async function addModel(options: AddModelOptions): Promise<AddedModel> {
  const { fileSystem = createNodeFileSystem(), signal } = options;
  const source = resolve(options.source);
  if ((await fileSystem.stat(source))?.kind !== 'directory')
    throw new AiError('not-found', 'source is no folder; pass the folder that holds the model', {
      details: { field: 'source' },
    });
  const files = createFolderFiles(fileSystem, source);
  const modelPath = await findModelFile(files, options.model);
  const described = await describeModel(files, modelPath);
  const contents = await gather(files, modelPath, described, options);
  const facts = await readModelFacts(files);
  const description = describe(basename(source), described, facts, options, [...contents.keys()]);
  const listed: Record<string, BundleFile> = {};
  let total = 0;
  for (const [name, path] of contents) {
    const bytes = await files.bytes(path);
    const { digest } = await readChecked(fileSystem, files.path(path), bytes, { isKept: false, signal });
    listed[name] = { digest, bytes };
    total += bytes;
  }
  const content = { ...description, files: listed };
  const manifest = checked({ ...content, digest: await manifestDigest(content) });
  let copied = 0;
  const copies: Record<string, BundleContent> = Object.fromEntries(
    [...contents].map(([name, path]) => [name, { path: files.path(path) }]),
  );
  const directory = await writeBundle(
    fileSystem,
    resolve(options.directory),
    { manifest, files: copies },
    {
      signal,
      onBytes: (bytes) => options.onProgress?.((copied += bytes), total),
    },
  );
  return { directory, manifest };
}

async function describeModel(files: FolderFiles, path: string): Promise<ModelDescription> {
  if ((await files.bytes(path)) > 2 ** 31 - 1) {
    throw new AiError('invalid-input', `${path} is larger than 2 GiB; export it with external data`, {
      details: { field: 'model' },
    });
  }
  return readModelDescription(await files.read(path));
}

/** The files of the bundle by name, with where each lies in the folder. */
async function gather(
  files: FolderFiles,
  modelPath: string,
  { externalFiles }: ModelDescription,
  options: AddModelOptions,
): Promise<ReadonlyMap<string, string>> {
  const contents = new Map([['model.onnx', modelPath]]);
  const folder = modelPath.includes('/') ? modelPath.slice(0, modelPath.lastIndexOf('/') + 1) : '';
  for (const name of externalFiles) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name) || name === manifestFile) {
      throw new AiError(
        'invalid-input',
        `the model reads its weights from ${JSON.stringify(name)}, which is no plain file beside it; export it again with one external data file beside the model`,
        { details: { field: 'model' } },
      );
    }
    if (!(await files.has(`${folder}${name}`)))
      throw new AiError('not-found', `${name}, which holds weights of the model, is missing beside it`, {
        details: { file: name },
      });
    contents.set(name, `${folder}${name}`);
  }
  if (options.task !== 'graph') {
    for (const name of ['tokenizer.json', 'tokenizer_config.json']) if (await files.has(name)) contents.set(name, name);
  }
  for (const name of ['config.json', 'README.md', 'LICENSE']) if (await files.has(name)) contents.set(name, name);
  return contents;
}

function describe(
  folder: string,
  described: ModelDescription,
  facts: ModelFacts,
  options: AddModelOptions,
  names: readonly string[],
): BundleDescription {
  const task =
    options.task ??
    facts.task ??
    missing('what the model is for', 'task', 'embedding, reranking, classification, tagging or graph');
  const base = {
    formatVersion: 1,
    name: nameOf(options.name ?? facts.name ?? folder),
    licence:
      options.licence ??
      facts.licence ??
      missing('the licence of the weights', 'licence', 'an SPDX expression such as Apache-2.0'),
    source: options.origin ?? folder,
    model: 'model.onnx',
    precision: precisionOf(described),
    ...(described.externalFiles.length === 0 ? {} : { externalData: described.externalFiles }),
    ...(names.includes('README.md') ? { modelCard: 'README.md' } : {}),
  } as const;
  if (task === 'graph') return { ...base, task };
  if (!names.includes('tokenizer.json')) {
    throw new AiError(
      'not-found',
      'tokenizer.json is missing; save the tokenizer in its fast form, or add the model as a graph with --task graph',
      { details: { file: 'tokenizer.json' } },
    );
  }
  const text = {
    ...base,
    maxTokens:
      options.maxTokens ??
      facts.maxTokens ??
      missing('how many tokens the model reads', 'max-tokens', 'a whole number'),
    tokenizer: {
      kind: 'hugging-face',
      file: 'tokenizer.json',
      ...(names.includes('tokenizer_config.json') ? { config: 'tokenizer_config.json' } : {}),
    },
    ...(options.output === undefined ? {} : { output: options.output }),
  } as const;
  const labels = options.labels ?? facts.labels;
  switch (task) {
    case 'embedding': {
      const output = outputOf(described, options.output, [
        'last_hidden_state',
        'token_embeddings',
        'sentence_embedding',
        'embeddings',
      ]);
      const isPooled = output?.shape.length === 2;
      const pooling =
        options.pooling ??
        (isPooled ? 'none' : facts.pooling) ??
        missing('how token vectors become one', 'pooling', 'mean, cls or last');
      const width = output?.shape.at(-1);
      const dimensions =
        typeof width === 'number'
          ? width
          : missing(
              'how many dimensions its vectors have',
              'output',
              'the name of an output whose last dimension is fixed',
            );
      const prefixes = options.prefixes ?? facts.prefixes;
      return {
        ...text,
        task,
        pooling,
        normalisation: 'l2',
        dimensions,
        ...(prefixes === undefined ? {} : { prefixes }),
      };
    }
    case 'reranking':
      return { ...text, task, activation: options.activation === 'none' ? 'none' : 'sigmoid' };
    case 'classification':
      return {
        ...text,
        task,
        labels:
          labels ?? missing('the labels', 'labels', 'their names, in the order of the outputs, with commas between'),
        activation:
          options.activation === 'sigmoid' || (options.activation === undefined && facts.isMultiLabel)
            ? 'sigmoid'
            : 'softmax',
      };
    case 'tagging':
      return {
        ...text,
        task,
        labels:
          labels ?? missing('the labels', 'labels', 'their names, in the order of the outputs, with commas between'),
      };
  }
}

function outputOf(
  { outputs }: ModelDescription,
  named: string | undefined,
  usual: readonly string[],
): ModelDescription['outputs'][number] | undefined {
  const name = named ?? usual.find((each) => outputs.some((output) => output.name === each));
  return (
    outputs.find((output) => output.name === name) ??
    (named === undefined && outputs.length === 1 ? outputs[0] : undefined)
  );
}

function precisionOf({ parameters }: ModelDescription): BundlePrecision {
  const known: readonly BundlePrecision[] = ['float32', 'float16', 'bfloat16', 'int8', 'uint8', 'int4'];
  const total = Object.values(parameters).reduce((sum, count) => sum + count, 0);
  const [most] = Object.entries(parameters).sort(([, a], [, b]) => b - a);
  const quantised = ['int8', 'uint8', 'int4', 'uint4'].find((type) => (parameters[type] ?? 0) > total * 0.1);
  const type = quantised ?? most?.[0];
  return known.find((each) => each === type) ?? 'mixed';
}

function nameOf(given: string): string {
  const name = given
    .toLowerCase()
    .replaceAll('/', '-')
    .replace(/[^a-z0-9._-]/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 128);
  return name === '' ? missing('a name', 'name', 'letters, digits, ".", "_" and "-"') : name;
}

function missing(what: string, option: string, form: string): never {
  throw new AiError('invalid-input', `the folder does not say ${what}; pass --${option} with ${form}`, {
    details: { field: option },
  });
}

function checked(manifest: BundleManifest): BundleManifest {
  const parsed = manifestSchema.safeParse(manifest);
  if (parsed.success) return manifest;
  const [issue] = parsed.error.issues;
  throw new AiError(
    'invalid-input',
    `the bundle's ${issue?.path.join('.') ?? 'manifest'} would be wrong: ${issue?.message ?? 'it does not fit the format'}`,
    { details: { field: issue?.path.join('.') ?? 'manifest' } },
  );
}
