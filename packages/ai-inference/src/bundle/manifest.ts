import type { ZodType } from 'zod';
import { z } from 'zod';

/** Digest and size of one file of a bundle. */
export interface BundleFile {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly bytes: number;
}

/** How texts become the inputs of the model: terms of our own reading, listed in a vocabulary file. */
export interface TermTokenizer {
  readonly kind: 'terms';
  /** Name of the file that lists one term per line. */
  readonly vocabulary: string;
}

/** The tokenizer of a pretrained model: a `tokenizer.json` in the format of Hugging Face. */
export interface HuggingFaceTokenizer {
  readonly kind: 'hugging-face';
  /** Name of the `tokenizer.json` file. */
  readonly file: string;
  /** Name of the `tokenizer_config.json` file. */
  readonly config?: string | undefined;
}

/** Element type of most weights of a model. */
export type BundlePrecision = 'float32' | 'float16' | 'bfloat16' | 'int8' | 'uint8' | 'int4' | 'mixed';

/** What every manifest says. */
interface ManifestBase {
  readonly formatVersion: 1;
  readonly name: string;
  /** SPDX expression, or `LicenseRef-` and a name. */
  readonly licence: string;
  /** Where the weights come from, for people. */
  readonly source: string;
  /** Name of the ONNX file. */
  readonly model: string;
  /** Names of the files that hold the weights outside the ONNX file. */
  readonly externalData?: readonly string[] | undefined;
  readonly precision: BundlePrecision;
  /** Name of the model card, a Markdown file. */
  readonly modelCard?: string | undefined;
  /** Every file of the folder but `bundle.json`, by name. */
  readonly files: Readonly<Record<string, BundleFile>>;
  /** Digest of the canonical JSON of all the other fields: the fingerprint of the model. */
  readonly digest: string;
}

/** An embedder fitted by `fitEmbedder`: the graph weighs and pools terms itself. */
export interface TermEmbeddingManifest extends ManifestBase {
  readonly task: 'embedding';
  readonly pooling: 'weighted-sum';
  readonly normalisation: 'l2';
  readonly dimensions: number;
  /** Tokens read of a text; the rest is cut and reported as truncated. */
  readonly maxTokens: number;
  readonly tokenizer: TermTokenizer;
}

/** What the manifests of pretrained text models say. */
interface TextModelManifest extends ManifestBase {
  /** Tokens of one sequence, the special ones included; the rest of a text is cut and reported as truncated. */
  readonly maxTokens: number;
  readonly tokenizer: HuggingFaceTokenizer;
  /** Name of the output that is read. @defaultValue the graph's only one, or the first of the usual names for the task */
  readonly output?: string | undefined;
}

/** A pretrained embedding model. */
export interface EmbeddingManifest extends TextModelManifest {
  readonly task: 'embedding';
  /** How rows of tokens become one vector; `none` where the graph returns one row per text. */
  readonly pooling: 'mean' | 'cls' | 'last' | 'none';
  readonly normalisation: 'l2';
  readonly dimensions: number;
  /** Put in front of a text by what it is, for instance `query: ` and `passage: `. */
  readonly prefixes?: { readonly query: string; readonly document: string } | undefined;
}

/** A cross-encoder that scores a query with a document. */
export interface RerankingManifest extends TextModelManifest {
  readonly task: 'reranking';
  /** What turns the model's logit into a score. */
  readonly activation: 'sigmoid' | 'none';
}

/** A model that scores a text for labels. */
export interface ClassificationManifest extends TextModelManifest {
  readonly task: 'classification';
  /** In the order of the model's outputs. */
  readonly labels: readonly string[];
  readonly activation: 'softmax' | 'sigmoid';
}

/** A model that labels each token of a text. */
export interface TaggingManifest extends TextModelManifest {
  readonly task: 'tagging';
  /** In the order of the model's outputs: `O`, and labels that begin with `B-`, `I-`, `E-`, `S-` or with none of these. */
  readonly labels: readonly string[];
}

/** Any other graph: it takes and gives tensors. */
export interface GraphManifest extends ManifestBase {
  readonly task: 'graph';
}

/** What a bundle holds and how its model is to be run; the content of `bundle.json`. */
export type BundleManifest =
  | TermEmbeddingManifest
  | EmbeddingManifest
  | RerankingManifest
  | ClassificationManifest
  | TaggingManifest
  | GraphManifest;

/** Whether a manifest is that of an embedder which `fitEmbedder` wrote. */
export function isTermEmbedding(manifest: BundleManifest): manifest is TermEmbeddingManifest {
  return manifest.task === 'embedding' && manifest.pooling === 'weighted-sum';
}

type WithoutFiles<Manifest> = Manifest extends BundleManifest ? Omit<Manifest, 'files' | 'digest'> : never;

/** A manifest before its files are digested. */
export type BundleDescription = WithoutFiles<BundleManifest>;

/** Name of the manifest inside a bundle folder. */
export const manifestFile = 'bundle.json';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 lower-case hex digits');
// One flat folder: a name with a separator, a drive or a leading dot could point out of it.
const fileName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'must be a plain file name: letters, digits, ".", "_" and "-", no folders',
  )
  .refine((name) => name !== manifestFile, 'must not be bundle.json itself');
const line = z.string().min(1).max(500);

const base = {
  formatVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,127}$/, 'must be lower-case letters, digits, ".", "_" and "-"'),
  licence: line,
  source: line,
  model: fileName,
  externalData: z.array(fileName).min(1).max(256).optional(),
  precision: z.enum(['float32', 'float16', 'bfloat16', 'int8', 'uint8', 'int4', 'mixed']),
  modelCard: fileName.optional(),
  files: z.record(fileName, z.strictObject({ digest, bytes: z.int().min(0) })),
  digest,
};
const maxTokens = z.int().min(1).max(1_048_576);
const dimensions = z.int().min(1).max(65_536);
const labels = z.array(z.string().min(1).max(200)).min(1).max(10_000);
const text = {
  ...base,
  maxTokens,
  tokenizer: z.strictObject({ kind: z.literal('hugging-face'), file: fileName, config: fileName.optional() }),
  output: z.string().min(1).max(200).optional(),
};

/** Strict schema of `bundle.json`: an unknown key or a name that leaves the folder is an error. */
export const manifestSchema: ZodType<BundleManifest> = z
  .discriminatedUnion('task', [
    z.discriminatedUnion('pooling', [
      z.strictObject({
        ...base,
        task: z.literal('embedding'),
        pooling: z.literal('weighted-sum'),
        normalisation: z.literal('l2'),
        dimensions,
        maxTokens,
        tokenizer: z.strictObject({ kind: z.literal('terms'), vocabulary: fileName }),
      }),
      z.strictObject({
        ...text,
        task: z.literal('embedding'),
        pooling: z.enum(['mean', 'cls', 'last', 'none']),
        normalisation: z.literal('l2'),
        dimensions,
        prefixes: z.strictObject({ query: z.string().max(500), document: z.string().max(500) }).optional(),
      }),
    ]),
    z.strictObject({ ...text, task: z.literal('reranking'), activation: z.enum(['sigmoid', 'none']) }),
    z.strictObject({ ...text, task: z.literal('classification'), labels, activation: z.enum(['softmax', 'sigmoid']) }),
    z.strictObject({ ...text, task: z.literal('tagging'), labels }),
    z.strictObject({ ...base, task: z.literal('graph') }),
  ])
  .superRefine((manifest, context) => {
    for (const [path, file] of namedFiles(manifest)) {
      if (!Object.hasOwn(manifest.files, file))
        context.addIssue({ code: 'custom', path: [...path], message: 'must be listed in files' });
    }
  });

/** Each file that a field of the manifest names, with the path of that field. */
function namedFiles(manifest: BundleManifest): readonly (readonly [readonly (string | number)[], string])[] {
  const named: (readonly [readonly (string | number)[], string | undefined])[] = [
    [['model'], manifest.model],
    [['modelCard'], manifest.modelCard],
    ...(manifest.externalData ?? []).map((file, index) => [['externalData', index], file] as const),
  ];
  if (manifest.task !== 'graph') {
    const { tokenizer } = manifest;
    if (tokenizer.kind === 'terms') named.push([['tokenizer', 'vocabulary'], tokenizer.vocabulary]);
    else named.push([['tokenizer', 'file'], tokenizer.file], [['tokenizer', 'config'], tokenizer.config]);
  }
  return named.flatMap(([path, file]) => (file === undefined ? [] : [[path, file] as const]));
}
