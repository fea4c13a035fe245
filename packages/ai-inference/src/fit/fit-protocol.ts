import type { PackedBundle } from '../bundle/write-bundle.ts';
import type { TransferredError } from '../workers/transferred-error.ts';
import type { FitParameters } from './parameters.ts';
import type { TrainingRecord } from './training-record.ts';

/** What a fit worker is asked: a task, then texts in batches, then the end of them. */
export type FitRequest =
  | { readonly type: 'fit'; readonly parameters: FitParameters }
  | { readonly type: 'measure'; readonly vocabulary: Uint8Array; readonly file: string; readonly maxTokens: number }
  | { readonly type: 'texts'; readonly texts: readonly string[] }
  | { readonly type: 'end' };

/** What a fit worker says: that it has taken a batch, how far the computation is, and the result. */
export type FitReply =
  | { readonly type: 'taken'; readonly texts: number }
  | { readonly type: 'round'; readonly done: number; readonly total: number }
  | { readonly type: 'fitted'; readonly bundle: PackedBundle; readonly record: TrainingRecord }
  | { readonly type: 'measured'; readonly unseenShare: number }
  | { readonly type: 'failed'; readonly error: TransferredError };
