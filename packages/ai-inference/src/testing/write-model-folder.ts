import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeModel, type Graph } from '../onnx/model.ts';
import { encoderGraph, type GraphHead } from './encoder-graph.ts';
import { type EncoderShape, tinyShape } from './encoder-shape.ts';
import { createEncoderWeights, type EncoderWeights } from './encoder-weights.ts';
import { wordPieceFile, wordPieceVocabulary } from './wordpiece-file.ts';

/** What {@link writeModelFolder} writes. */
export interface ModelFolderOptions {
  /** The folder; made when it is missing. */
  readonly directory: string;
  readonly task: 'embedding' | 'reranking' | 'classification' | 'tagging';
  /** @defaultValue the sizes of {@link tinyShape} */
  readonly shape?: EncoderShape | undefined;
  /** @defaultValue float32 */
  readonly precision?: 'float32' | 'int8' | undefined;
  /** @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Labels of a classifier or a tagger. @defaultValue those of a small example */
  readonly labels?: readonly string[] | undefined;
  /** Texts whose words the vocabulary shall hold. @defaultValue none */
  readonly texts?: readonly string[] | undefined;
  /** Whether the weights lie in a file beside the model, as exporters write large models. @defaultValue false */
  readonly isExternal?: boolean | undefined;
}

/** The model that was written, for tests that compute its answers themselves. */
export interface WrittenModel {
  readonly directory: string;
  readonly shape: EncoderShape;
  readonly weights: EncoderWeights;
  readonly labels: readonly string[];
  readonly vocabulary: readonly string[];
}

const externalFile = 'model.onnx_data';
const architectures = {
  embedding: 'BertModel',
  reranking: 'BertForSequenceClassification',
  classification: 'BertForSequenceClassification',
  tagging: 'BertForTokenClassification',
} as const;
const usualLabels: Readonly<Record<ModelFolderOptions['task'], readonly string[]>> = {
  embedding: [],
  reranking: ['LABEL_0'],
  classification: ['benign', 'attack'],
  tagging: ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'],
};
const heads: Readonly<Record<ModelFolderOptions['task'], GraphHead>> = {
  embedding: 'tokens',
  reranking: 'first',
  classification: 'first',
  tagging: 'each',
};

/**
 * Writes a folder as model hubs have them: an ONNX encoder of BERT's kind with random weights from a seed, its tokenizer and its configuration.
 * Such a model takes as long as a trained one of its sizes and knows nothing: for tests and for measuring speed. The same options give the same bytes.
 */
export async function writeModelFolder(options: ModelFolderOptions): Promise<WrittenModel> {
  const {
    directory,
    task,
    shape = tinyShape,
    precision = 'float32',
    seed = 1,
    texts = [],
    isExternal = false,
  } = options;
  const labels = options.labels ?? usualLabels[task];
  const weights = createEncoderWeights(shape, labels.length, seed);
  const graph = encoderGraph(shape, weights, heads[task], precision);
  const vocabulary = wordPieceVocabulary(shape.vocabulary, texts, seed);
  await mkdir(directory, { recursive: true });
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(directory, name), content);
  const json = (name: string, value: object): Promise<void> => write(name, `${JSON.stringify(value, undefined, 2)}\n`);
  if (isExternal) {
    const { model, data } = withExternalData(graph);
    await write(externalFile, data);
    await write('model.onnx', encodeModel(model, '@org/ai-inference/testing'));
  } else await write('model.onnx', encodeModel(graph, '@org/ai-inference/testing'));
  await json('tokenizer.json', wordPieceFile(vocabulary));
  await json('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: shape.positions,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  });
  await json('config.json', {
    architectures: [architectures[task]],
    model_type: 'bert',
    hidden_size: shape.hidden,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    intermediate_size: shape.feedForward,
    max_position_embeddings: shape.positions,
    vocab_size: shape.vocabulary,
    type_vocab_size: 2,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    pad_token_id: 0,
    ...(labels.length === 0
      ? {}
      : {
          id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
          label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
        }),
  });
  if (task === 'embedding') await writeSentenceFiles(directory, shape, json);
  await write(
    'README.md',
    `---\nlicense: apache-2.0\n---\n\n# Random ${task} model\n\nAn encoder with random weights (seed ${String(seed)}). It takes as long as a trained model of its sizes and knows nothing.\n`,
  );
  return { directory, shape, weights, labels, vocabulary };
}

async function writeSentenceFiles(
  directory: string,
  shape: EncoderShape,
  json: (name: string, value: object) => Promise<void>,
): Promise<void> {
  await mkdir(join(directory, '1_Pooling'), { recursive: true });
  const module = (id: number, name: string, path: string): object => ({
    idx: id,
    name: String(id),
    path,
    type: `sentence_transformers.models.${name}`,
  });
  await json('modules.json', [
    module(0, 'Transformer', ''),
    module(1, 'Pooling', '1_Pooling'),
    module(2, 'Normalize', '2_Normalize'),
  ]);
  await json('1_Pooling/config.json', {
    word_embedding_dimension: shape.hidden,
    pooling_mode_cls_token: false,
    pooling_mode_mean_tokens: true,
    pooling_mode_max_tokens: false,
    pooling_mode_mean_sqrt_len_tokens: false,
  });
  await json('sentence_bert_config.json', { max_seq_length: shape.positions, do_lower_case: false });
}

/** Moves the large constants of a graph into one file beside it. */
function withExternalData(graph: Graph): { readonly model: Graph; readonly data: Uint8Array } {
  const least = 1_024;
  let offset = 0;
  const parts: Uint8Array[] = [];
  const constants = graph.constants.map((constant) => {
    if (constant.data.byteLength < least) return constant;
    const moved = { ...constant, external: { file: externalFile, offset } };
    parts.push(constant.data);
    offset += constant.data.byteLength;
    return moved;
  });
  return { model: { ...graph, constants }, data: Buffer.concat(parts) };
}
