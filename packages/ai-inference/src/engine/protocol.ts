import type { BundleManifest } from '../bundle/manifest.ts';
import type { SessionOptions } from '../session/create-onnx-session.ts';
import type { InferenceTensor, SequenceBatch, SequenceRows, TensorSpecification } from '../session/session.ts';
import type { TokenizerFiles } from '../tokenizers/tokenizer-file.ts';
import type { TransferredError } from '../workers/transferred-error.ts';

/** What an inference worker tells of a model that it has loaded. */
export interface LoadedBundle {
  readonly manifest: BundleManifest;
  readonly inputs: readonly TensorSpecification[];
  readonly outputs: readonly TensorSpecification[];
  /** The verified bytes of the tokenizer, where the model has one. */
  readonly tokenizer: TokenizerFiles | undefined;
}

/** Rows of tokens, one after the other. */
export interface EncodedTexts {
  readonly ids: Int32Array<ArrayBuffer>;
  readonly typeIds: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** Two numbers per token, when asked for. */
  readonly offsets: Uint32Array<ArrayBuffer> | undefined;
  /** 1 where a text was cut. */
  readonly truncated: Uint8Array<ArrayBuffer>;
  /** Texts among them that were left to the library. */
  readonly libraryTexts: number;
}

/** What each kind of request carries and what it is answered with. Workers answer in order, one reply per request. */
export interface Exchanges {
  readonly load: {
    readonly request: {
      readonly directory: string;
      readonly fingerprint: string | undefined;
      readonly session: SessionOptions;
    };
    readonly reply: LoadedBundle;
  };
  readonly run: {
    readonly request: { readonly fingerprint: string; readonly batch: SequenceBatch };
    readonly reply: SequenceRows;
  };
  readonly tensors: {
    readonly request: { readonly fingerprint: string; readonly feeds: Readonly<Record<string, InferenceTensor>> };
    readonly reply: Readonly<Record<string, InferenceTensor>>;
  };
  /** Makes the tokenizer of a model. */
  readonly prepare: {
    readonly request: { readonly fingerprint: string; readonly files: TokenizerFiles };
    readonly reply: true;
  };
  readonly encode: {
    readonly request: {
      readonly fingerprint: string;
      readonly texts: readonly string[];
      readonly pairs: readonly (string | undefined)[];
      readonly hasOffsets: boolean;
      readonly maxTokens: number;
    };
    readonly reply: EncodedTexts;
  };
  readonly unload: { readonly request: { readonly fingerprint: string }; readonly reply: true };
  readonly close: { readonly request: object; readonly reply: true };
}

/** A kind of request. */
export type RequestType = keyof Exchanges;

/** A request of any kind. */
export type WorkerRequest = {
  [Type in RequestType]: { readonly type: Type } & Exchanges[Type]['request'];
}[RequestType];

/** The answer to the request of the same number. */
export type WorkerReply = { readonly id: number } & (
  { readonly isDone: true; readonly value: unknown } | { readonly isDone: false; readonly error: TransferredError }
);
