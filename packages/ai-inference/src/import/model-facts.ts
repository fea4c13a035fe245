import type { FolderFiles } from './folder-files.ts';
import { isRecord, type JsonRecord } from '../tokenizers/tokenizer-file.ts';

/** What the configuration files of a model folder say; undefined where they say nothing. */
export interface ModelFacts {
  readonly task: 'embedding' | 'reranking' | 'classification' | 'tagging' | undefined;
  readonly labels: readonly string[] | undefined;
  readonly isMultiLabel: boolean;
  readonly pooling: 'mean' | 'cls' | 'last' | undefined;
  readonly maxTokens: number | undefined;
  readonly prefixes: { readonly query: string; readonly document: string } | undefined;
  readonly licence: string | undefined;
  readonly name: string | undefined;
}

/** Reads `config.json`, the files of sentence-transformers, `tokenizer_config.json` and the head of the model card. */
export async function readModelFacts(files: FolderFiles): Promise<ModelFacts> {
  const config = (await files.json('config.json')) ?? {};
  const sentences = (await files.json('sentence_bert_config.json')) ?? {};
  const prompts = (await files.json('config_sentence_transformers.json')) ?? {};
  const tokenizer = (await files.json('tokenizer_config.json')) ?? {};
  const pooling = await readPooling(files);
  const labels = labelsOf(config);
  return {
    task: taskOf(config, labels, pooling !== undefined || (await files.has('modules.json'))),
    labels,
    isMultiLabel: config['problem_type'] === 'multi_label_classification',
    pooling,
    maxTokens: maxTokensOf(config, sentences, tokenizer),
    prefixes: prefixesOf(prompts),
    licence: licenceOf(await files.text('README.md')),
    name: typeof config['_name_or_path'] === 'string' ? config['_name_or_path'] : undefined,
  };
}

function taskOf(
  config: JsonRecord,
  labels: readonly string[] | undefined,
  isSentenceModel: boolean,
): ModelFacts['task'] {
  if (isSentenceModel) return 'embedding';
  const architectures: readonly unknown[] = Array.isArray(config['architectures']) ? config['architectures'] : [];
  const [architecture] = architectures;
  if (typeof architecture !== 'string') return undefined;
  if (architecture.endsWith('ForTokenClassification')) return 'tagging';
  // A cross-encoder is a classifier with a single output.
  if (architecture.endsWith('ForSequenceClassification')) return labels?.length === 1 ? 'reranking' : 'classification';
  return undefined;
}

function labelsOf(config: JsonRecord): readonly string[] | undefined {
  const labels = config['id2label'];
  if (!isRecord(labels)) return undefined;
  const listed = Object.entries(labels).map(([id, label]) => [Number(id), label] as const);
  listed.sort(([a], [b]) => a - b);
  const isWhole = listed.every(([id, label], index) => id === index && typeof label === 'string');
  return isWhole ? listed.map(([, label]) => String(label)) : undefined;
}

/** Pooling by the configuration of sentence-transformers. */
async function readPooling(files: FolderFiles): Promise<ModelFacts['pooling']> {
  const pooling = await files.json('1_Pooling/config.json');
  if (pooling === undefined) return undefined;
  const modes = [
    ['mean', 'pooling_mode_mean_tokens'],
    ['cls', 'pooling_mode_cls_token'],
    ['last', 'pooling_mode_lasttoken'],
  ] as const;
  const on = modes.filter(([, key]) => pooling[key] === true);
  const others = Object.entries(pooling).filter(([key, value]) => key.startsWith('pooling_mode_') && value === true);
  return on.length === 1 && others.length === 1 ? on[0]?.[0] : undefined;
}

function maxTokensOf(config: JsonRecord, sentences: JsonRecord, tokenizer: JsonRecord): number | undefined {
  const positions = whole(config['max_position_embeddings']);
  // RoBERTa and its kin begin to count places behind the padding token.
  const isShifted = ['roberta', 'xlm-roberta', 'camembert', 'mpnet'].includes(String(config['model_type']));
  const most = positions === undefined ? undefined : positions - (isShifted ? 2 : 0);
  const stated = whole(sentences['max_seq_length']) ?? whole(tokenizer['model_max_length']);
  if (stated === undefined) return most;
  return most === undefined ? stated : Math.min(stated, most);
}

function whole(value: unknown): number | undefined {
  // Exporters write 1e30 where there is no limit.
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 1_048_576 ? value : undefined;
}

function prefixesOf(prompts: JsonRecord): ModelFacts['prefixes'] {
  const stated = prompts['prompts'];
  if (!isRecord(stated)) return undefined;
  const query = stated['query'];
  const document = stated['document'] ?? stated['passage'];
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (!isText(query) && !isText(document)) return undefined;
  return { query: isText(query) ? query : '', document: isText(document) ? document : '' };
}

/** The licence in the front matter of a model card; hubs write it in lower case where SPDX does not. */
function licenceOf(card: string | undefined): string | undefined {
  const head = card === undefined ? undefined : /^---\r?\n([\s\S]{0,20000}?)\r?\n---/.exec(card)?.[1];
  const stated =
    head === undefined ? undefined : /^license:[ \t]*["']?([A-Za-z0-9.+-]{1,100})["']?[ \t]*$/m.exec(head)?.[1];
  if (stated === undefined || stated === 'other') return undefined;
  return spdx[stated.toLowerCase()] ?? `LicenseRef-${stated}`;
}

const spdx: Readonly<Record<string, string>> = {
  'apache-2.0': 'Apache-2.0',
  mit: 'MIT',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'cc-by-4.0': 'CC-BY-4.0',
  'cc-by-sa-4.0': 'CC-BY-SA-4.0',
  'cc-by-nc-4.0': 'CC-BY-NC-4.0',
  'cc0-1.0': 'CC0-1.0',
  'gpl-3.0': 'GPL-3.0-only',
  'lgpl-3.0': 'LGPL-3.0-only',
  'agpl-3.0': 'AGPL-3.0-only',
  'mpl-2.0': 'MPL-2.0',
};
