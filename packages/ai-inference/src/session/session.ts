import type { BundleManifest } from '../bundle/manifest.ts';

/** What a session runs at once: token rows of a pretrained model, or the texts of a term embedder. */
export type SequenceBatch =
  | {
      readonly kind: 'tokens';
      /** The rows one after the other, without padding. */
      readonly ids: Int32Array;
      readonly typeIds: Uint8Array;
      /** Tokens of each row. */
      readonly lengths: Uint32Array;
    }
  | { readonly kind: 'texts'; readonly texts: readonly string[] };

/** What came out, row after row. */
export interface SequenceRows {
  /** The rows one after the other: a vector, a logit, logits per label, or logits per token and label. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Values of each row. */
  readonly widths: Uint32Array<ArrayBuffer>;
  /** Tokens read of each row. */
  readonly tokens: Uint32Array<ArrayBuffer>;
  /** 1 where the session cut a text (term embedders only; token rows are cut by the tokenizer). */
  readonly truncated: Uint8Array<ArrayBuffer>;
  /** 1 where the model returned what is no finite number; the values of such a row mean nothing. */
  readonly invalid: Uint8Array<ArrayBuffer>;
  /** Milliseconds inside the runtime's own run. */
  readonly runMs: number;
}

/** A tensor as it crosses from one thread to another: row-major data, its element type and its shape. */
export interface InferenceTensor {
  readonly type:
    | 'float32'
    | 'float64'
    | 'int8'
    | 'uint8'
    | 'int16'
    | 'uint16'
    | 'int32'
    | 'uint32'
    | 'int64'
    | 'uint64'
    | 'bool'
    | 'string';
  readonly data:
    | Float32Array
    | Float64Array
    | Int8Array
    | Uint8Array
    | Int16Array
    | Uint16Array
    | Int32Array
    | Uint32Array
    | BigInt64Array
    | BigUint64Array
    | readonly string[];
  readonly shape: readonly number[];
}

/** An input or output of a graph, by its metadata; a string is a free dimension. */
export interface TensorSpecification {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A model of a verified bundle, opened in a worker thread. */
export interface ModelSession {
  readonly manifest: BundleManifest;
  readonly inputs: readonly TensorSpecification[];
  readonly outputs: readonly TensorSpecification[];
  /** Runs sequences through the model's task. */
  runSequences(batch: SequenceBatch): Promise<SequenceRows>;
  /** Runs tensors through the graph as it is. */
  runTensors(feeds: Readonly<Record<string, InferenceTensor>>): Promise<Readonly<Record<string, InferenceTensor>>>;
  release(): Promise<void>;
}
