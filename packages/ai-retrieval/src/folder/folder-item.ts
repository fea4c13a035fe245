import type { SourceDocument } from '@org/ai-core';

/** Why a file was not read. */
export type SkipReason =
  | 'unsupported-type'
  | 'hidden'
  | 'binary'
  | 'empty'
  | 'too-large'
  | 'symbolic-link'
  | 'symbolic-link-loop'
  | 'outside-root'
  | 'not-a-file'
  | 'too-deep'
  | 'orphan-sidecar'
  | 'unreadable'
  | 'damaged'
  | 'encrypted'
  | 'no-text'
  | 'time-limit'
  | 'unknown-encoding'
  | 'missing-package';

/** Something about a document that was read but needs a person's eye. */
export interface FolderProblem {
  readonly code:
    | 'broken-encoding'
    | 'guessed-encoding'
    | 'bad-rows'
    | 'front-matter-invalid'
    | 'sidecar-invalid'
    | 'acl-invalid'
    | 'acl-conflict'
    | 'unknown-group';
  readonly message: string;
}

/** One file of a folder: a document (with what is wrong about it), or a file that was passed over. `path` is relative to the root, with `/`. */
export type FolderItem =
  | {
      readonly kind: 'document';
      readonly path: string;
      readonly document: SourceDocument;
      readonly problems: readonly FolderProblem[];
    }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason; readonly message: string };
