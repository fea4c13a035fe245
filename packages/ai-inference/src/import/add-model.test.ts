import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { writeModelFolder } from '../testing/write-model-folder.ts';
import { addModel, type AddModelOptions } from './add-model.ts';

let root: string;
const sources = { embedding: '', reranking: '', classification: '', tagging: '', external: '', int8: '' };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-add-'));
  for (const task of ['embedding', 'reranking', 'classification', 'tagging'] as const)
    sources[task] = (await writeModelFolder({ directory: join(root, task), task })).directory;
  const rest = { task: 'embedding' } as const;
  sources.external = (
    await writeModelFolder({ ...rest, directory: join(root, 'external'), isExternal: true })
  ).directory;
  sources.int8 = (await writeModelFolder({ ...rest, directory: join(root, 'int8'), precision: 'int8' })).directory;
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function copyOf(source: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(root, 'copy-'));
  await cp(source, folder, { recursive: true });
  await change(folder);
  return folder;
}

const add = (source: string, rest: Partial<AddModelOptions> = {}): ReturnType<typeof addModel> =>
  addModel({ source, directory: join(root, 'bundles'), ...rest });

async function editJson(path: string, change: (value: Record<string, unknown>) => void): Promise<void> {
  const value = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(value);
  await writeFile(path, JSON.stringify(value));
}

describe('addModel', () => {
  it('reads what an embedding model is from its folder', async () => {
    const { directory, manifest } = await add(sources.embedding);
    expect(manifest).toMatchObject({
      name: 'embedding',
      task: 'embedding',
      pooling: 'mean',
      dimensions: 32,
      maxTokens: 128,
      precision: 'float32',
      licence: 'Apache-2.0',
      model: 'model.onnx',
      modelCard: 'README.md',
      tokenizer: { kind: 'hugging-face', file: 'tokenizer.json', config: 'tokenizer_config.json' },
    });
    await expect(verifyBundle(directory, { fingerprint: manifest.digest })).resolves.toEqual(manifest);
  });

  it.each([
    ['reranking', { task: 'reranking', activation: 'sigmoid' }],
    ['classification', { task: 'classification', labels: ['benign', 'attack'], activation: 'softmax' }],
    ['tagging', { task: 'tagging', labels: ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'] }],
    ['external', { externalData: ['model.onnx_data'] }],
    ['int8', { precision: 'int8' }],
  ] as const)('reads what a model of %s is', async (kind, expected) => {
    const { directory, manifest } = await add(sources[kind]);
    expect(manifest).toMatchObject(expected);
    await expect(verifyBundle(directory)).resolves.toEqual(manifest);
  });

  it('gives the same bundle the second time, and leaves nothing else behind', async () => {
    const directory = join(root, 'twice');
    const first = await add(sources.external, { directory });
    expect(await add(sources.external, { directory })).toEqual(first);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('prefers what it is told', async () => {
    const { manifest } = await add(sources.embedding, {
      name: 'Org/My Model',
      licence: 'MIT',
      origin: 'https://example.com/model',
      maxTokens: 64,
      pooling: 'cls',
      prefixes: { query: 'query: ', document: 'passage: ' },
    });
    expect(manifest).toMatchObject({
      name: 'org-my-model',
      licence: 'MIT',
      source: 'https://example.com/model',
      maxTokens: 64,
      pooling: 'cls',
      prefixes: { query: 'query: ', document: 'passage: ' },
    });
  });

  it('reads prefixes, labels that exclude nothing, and limits of the tokenizer', async () => {
    const prompts = await copyOf(sources.embedding, (folder) =>
      writeFile(
        join(folder, 'config_sentence_transformers.json'),
        JSON.stringify({ prompts: { query: 'query: ', passage: 'passage: ' } }),
      ),
    );
    expect((await add(prompts)).manifest).toMatchObject({ prefixes: { query: 'query: ', document: 'passage: ' } });
    const many = await copyOf(sources.classification, (folder) =>
      editJson(join(folder, 'config.json'), (config) => {
        config['problem_type'] = 'multi_label_classification';
        config['model_type'] = 'roberta';
      }),
    );
    expect((await add(many)).manifest).toMatchObject({ activation: 'sigmoid', maxTokens: 126 });
  });

  it('takes a model that lies in the folder onnx, and one of several by name', async () => {
    const nested = await copyOf(sources.external, async (folder) => {
      await mkdir(join(folder, 'onnx'));
      for (const name of ['model.onnx', 'model.onnx_data'])
        await rename(join(folder, name), join(folder, 'onnx', name));
    });
    await expect(verifyBundle((await add(nested)).directory)).resolves.toMatchObject({
      externalData: ['model.onnx_data'],
    });
    const several = await copyOf(sources.embedding, async (folder) => {
      await rename(join(folder, 'model.onnx'), join(folder, 'model_a.onnx'));
      await cp(join(sources.int8, 'model.onnx'), join(folder, 'model_b.onnx'));
    });
    await expect(add(several)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('model_a.onnx, model_b.onnx'),
    });
    expect((await add(several, { model: 'model_b.onnx' })).manifest.precision).toBe('int8');
  });

  it('adds any graph as a graph', async () => {
    const { manifest } = await add(sources.embedding, { task: 'graph' });
    expect(manifest.task).toBe('graph');
    expect(Object.keys(manifest.files)).not.toContain('tokenizer.json');
  });

  it.each([
    ['no folder', '', async () => Promise.resolve(), 'not-found', 'no folder'],
    ['no model', 'embedding', (folder: string) => rm(join(folder, 'model.onnx')), 'invalid-input', '.onnx'],
    [
      'a model that was cut off',
      'embedding',
      (folder: string) => truncate(join(folder, 'model.onnx'), 5_000),
      'integrity',
      'ONNX',
    ],
    [
      'no tokenizer',
      'embedding',
      (folder: string) => rm(join(folder, 'tokenizer.json')),
      'not-found',
      'tokenizer.json',
    ],
    [
      'missing external data',
      'external',
      (folder: string) => rm(join(folder, 'model.onnx_data')),
      'not-found',
      'model.onnx_data',
    ],
    ['no licence', 'embedding', (folder: string) => rm(join(folder, 'README.md')), 'invalid-input', '--licence'],
    [
      'no pooling',
      'embedding',
      (folder: string) => rm(join(folder, '1_Pooling'), { recursive: true }),
      'invalid-input',
      '--pooling',
    ],
    [
      'no task',
      'tagging',
      (folder: string) => editJson(join(folder, 'config.json'), (config) => delete config['architectures']),
      'invalid-input',
      '--task',
    ],
    [
      'no labels',
      'tagging',
      (folder: string) => editJson(join(folder, 'config.json'), (config) => delete config['id2label']),
      'invalid-input',
      '--labels',
    ],
    [
      'a configuration that is no JSON',
      'embedding',
      (folder: string) => writeFile(join(folder, 'config.json'), '{'),
      'invalid-input',
      'config.json',
    ],
  ] as const)('says what is wrong with a folder that has %s', async (_, kind, change, code, message) => {
    const source = kind === '' ? join(root, 'nowhere') : await copyOf(sources[kind], change);
    await expect(add(source)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('refuses external data that lies elsewhere', async () => {
    const folder = await copyOf(sources.external, async (copy) => {
      const bytes = await readFile(join(copy, 'model.onnx'));
      await writeFile(
        join(copy, 'model.onnx'),
        Buffer.from(bytes.toString('latin1').replaceAll('model.onnx_data', '../x/model_data'), 'latin1'),
      );
    });
    await expect(add(folder)).rejects.toMatchObject({ message: expect.stringContaining('no plain file beside it') });
  });

  it('stops when cancelled, and leaves nothing', async () => {
    const caller = new AbortController();
    const directory = join(root, 'cancelled');
    const attempt = add(sources.embedding, {
      directory,
      signal: caller.signal,
      onProgress: () => {
        caller.abort();
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('reports progress up to the whole', async () => {
    const seen: number[] = [];
    let whole = 0;
    await add(sources.external, {
      directory: join(root, 'progress'),
      onProgress: (copied, total) => {
        seen.push(copied);
        whole = total;
      },
    });
    expect(seen.at(-1)).toBe(whole);
  });
});
