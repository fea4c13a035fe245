import type { BundleManifest } from '../bundle/manifest.ts';
import type { TransferredError } from '../workers/transferred-error.ts';

/** What an inference worker is asked. It answers in order, one reply per request. */
export type WorkerRequest =
  | {
      readonly type: 'load';
      readonly directory: string;
      readonly fingerprint: string | undefined;
      readonly intraOpThreads: number;
    }
  | { readonly type: 'embed'; readonly fingerprint: string; readonly texts: readonly string[] }
  | { readonly type: 'close' };

/** Vectors of a batch, with what was read of each text. */
export interface EmbeddedTexts {
  /** Row-major, one row of unit length per text. */
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly tokens: Uint32Array<ArrayBuffer>;
  /** 1 where the text was cut. */
  readonly truncated: Uint8Array<ArrayBuffer>;
}

/** The answer to a request of the same number. */
export type WorkerReply = { readonly id: number } & (
  | { readonly type: 'loaded'; readonly manifest: BundleManifest }
  | { readonly type: 'embedded'; readonly result: EmbeddedTexts }
  | { readonly type: 'closed' }
  | { readonly type: 'failed'; readonly error: TransferredError }
);
