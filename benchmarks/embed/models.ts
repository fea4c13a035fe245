import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addModel } from '../../packages/ai-inference/src/index.ts';
import { miniLmShape, writeModelFolder } from '../../packages/ai-inference/src/testing/testing.ts';

/** A model of MiniLM's sizes with random weights, as a folder for the peers and as a bundle for us: the same files. */
export interface BenchModel {
  /** Parent of the model's folder, for libraries that take a folder of models and a name. */
  readonly parent: string;
  readonly name: string;
  readonly bundle: string;
}

/** The models of a run, in a folder that is removed at its end. */
export interface BenchModels {
  readonly float32: BenchModel;
  readonly int8: BenchModel;
  remove(): Promise<void>;
}

/** Builds the models; their vocabulary holds the words of the texts. */
export async function buildModels(texts: readonly string[]): Promise<BenchModels> {
  const parent = await mkdtemp(join(tmpdir(), 'ai-bench-models-'));
  const build = async (precision: 'float32' | 'int8'): Promise<BenchModel> => {
    const directory = join(parent, precision);
    await writeModelFolder({ directory, task: 'embedding', shape: miniLmShape, precision, texts });
    // Where the peers look: the model in a folder of its own, and a list of the special tokens.
    await mkdir(join(directory, 'onnx'), { recursive: true });
    await rename(join(directory, 'model.onnx'), join(directory, 'onnx', 'model.onnx'));
    const specials = {
      cls_token: '[CLS]',
      sep_token: '[SEP]',
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      mask_token: '[MASK]',
    };
    await writeFile(join(directory, 'special_tokens_map.json'), JSON.stringify(specials));
    const added = await addModel({ source: directory, directory: join(parent, 'bundles') });
    return { parent, name: precision, bundle: added.directory };
  };
  return {
    float32: await build('float32'),
    int8: await build('int8'),
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}
