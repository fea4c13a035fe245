import { restoringModel } from '../model/restoring-model.ts';
import { placeholderLike } from './placeholder-like.ts';
import { createReversal } from './reversal.ts';
import { restoreChunks } from './restore-chunks.ts';
import { restoreJson } from './restore-json.ts';

/** What a guard does with a vault. It comes with the vault, so that a guard without one does not carry it. */
export interface VaultForGuards {
  readonly placeholderLike: typeof placeholderLike;
  readonly createReversal: typeof createReversal;
  readonly restoringModel: typeof restoringModel;
  readonly restoreChunks: typeof restoreChunks;
  readonly restoreJson: typeof restoreJson;
}

export const vaultForGuards: VaultForGuards = {
  placeholderLike,
  createReversal,
  restoringModel,
  restoreChunks,
  restoreJson,
};
