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

/** What a bundle holds and how its model is to be run; the content of `bundle.json`. */
export interface BundleManifest {
  readonly formatVersion: 1;
  readonly name: string;
  readonly task: 'embedding';
  /** Where the rows of tokens become one vector: `weighted-sum` inside the graph. */
  readonly pooling: 'weighted-sum';
  readonly normalisation: 'l2';
  readonly dimensions: number;
  /** Tokens read of a text; the rest is cut and reported as truncated. */
  readonly maxTokens: number;
  readonly precision: 'float32';
  /** SPDX expression, or `LicenseRef-` and a name. */
  readonly licence: string;
  /** Where the weights come from, for people. */
  readonly source: string;
  /** Name of the ONNX file. */
  readonly model: string;
  readonly tokenizer: TermTokenizer;
  /** Every file of the folder but `bundle.json`, by name. */
  readonly files: Readonly<Record<string, BundleFile>>;
  /** Digest of the canonical JSON of all the other fields: the fingerprint of the model. */
  readonly digest: string;
}

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

/** Strict schema of `bundle.json`: an unknown key or a name that leaves the folder is an error. */
export const manifestSchema: ZodType<BundleManifest> = z
  .strictObject({
    formatVersion: z.literal(1),
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,127}$/, 'must be lower-case letters, digits, ".", "_" and "-"'),
    task: z.literal('embedding'),
    pooling: z.literal('weighted-sum'),
    normalisation: z.literal('l2'),
    dimensions: z.int().min(1).max(65_536),
    maxTokens: z.int().min(1).max(1_048_576),
    precision: z.literal('float32'),
    licence: line,
    source: line,
    model: fileName,
    tokenizer: z.strictObject({ kind: z.literal('terms'), vocabulary: fileName }),
    files: z.record(fileName, z.strictObject({ digest, bytes: z.int().min(0) })),
    digest,
  })
  .superRefine((manifest, context) => {
    for (const [path, file] of [
      [['model'], manifest.model],
      [['tokenizer', 'vocabulary'], manifest.tokenizer.vocabulary],
    ] as const) {
      if (!Object.hasOwn(manifest.files, file))
        context.addIssue({ code: 'custom', path: [...path], message: 'must be listed in files' });
    }
  });
