import type { Clock } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import type { FolderIndex, FolderIndexOptions } from '../index/folder-index.ts';
import type { StepOptions, StepReport } from './bring-in-step.ts';
import type { CompareOptions, GateVerdict, PromotionGate, VersionComparison } from './compare-versions.ts';
import type { IndexVersion, VersionChange, VersionSettings } from './versions-manifest.ts';

/** What one version of an index is opened with; the folder and what all share are given once. */
export type VersionOptions = Omit<FolderIndexOptions, 'directory' | 'fileSystem' | 'clock' | 'isReadOnly'>;

/** Where the versions are, and what each is opened with. */
export interface IndexVersionsOptions {
  /** Absolute path; each version has a folder of its own in it. */
  readonly directory: string;
  /** What a version with these settings is opened with. The same settings must always give the same embedder: a version that was made with another one is not opened. */
  readonly open: (settings: VersionSettings) => VersionOptions | Promise<VersionOptions>;
  /** Settings of the first version of a new folder. @defaultValue {} */
  readonly initial?: VersionSettings | undefined;
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  readonly clock?: Clock | undefined;
  /** For processes that only search. @defaultValue false */
  readonly isReadOnly?: boolean | undefined;
}

/** A look at the versions. */
export interface VersionList {
  /** Id of the one that answers. */
  readonly live: string;
  /** Id of the one that answered before, and to which `rollBack` goes. */
  readonly previous?: string | undefined;
  readonly versions: readonly IndexVersion[];
  /** The last hundred changes, oldest first. */
  readonly history: readonly VersionChange[];
}

/** What a candidate is promoted on. */
export interface PromoteOptions extends CompareOptions {
  readonly gate?: PromotionGate | undefined;
}

/** Whether a candidate answers now, and why. */
export interface Promotion extends GateVerdict {
  readonly isPromoted: boolean;
  readonly comparison: VersionComparison;
}

/** A rollback. */
export interface Rollback extends StepReport {
  /** The version that answers now. */
  readonly live: string;
}

/** An index in versions, one of which answers. For services that run the index: only `live` asks for a principal. */
export interface IndexVersions {
  /** The version that answers, as an index like any other: searches follow a promotion at once, also one by another process; writes go to it alone, erasures to all versions. */
  readonly live: FolderIndex;
  list(): Promise<VersionList>;
  /**
   * Names a new version beside the one that answers; it is empty until it is built.
   *
   * @throws AiError `conflict` (another process writes), `forbidden` (opened with `isReadOnly`), and what `open` throws
   */
  create(settings: VersionSettings): Promise<string>;
  /**
   * Brings a version in step with the one that answers: its documents, with their access lists, cut and embedded as the version's settings say. The other goes on answering and taking documents. Cut off, it goes on where it was.
   *
   * @throws AiError `not-found`, `invalid-input` for the one that answers, `conflict`, `integrity`, `aborted`
   */
  build(id: string, options?: StepOptions): Promise<StepReport>;
  /**
   * Asks a version and the one that answers the same judged queries.
   *
   * @throws AiError `not-found`, `invalid-input`, `aborted`
   */
  compare(id: string, options: CompareOptions): Promise<VersionComparison>;
  /**
   * Compares, and lets the version answer if it passes the gate: at one flip, for every process. Before it, with writing stopped, the documents that changed meanwhile are brought over, so that no deletion and no revocation is lost.
   * There is no way around the gate.
   *
   * @throws AiError `not-found`, `invalid-input`, `conflict` (another process writes, another version answers meanwhile, documents that could not be brought over), `aborted`
   */
  promote(id: string, options: PromoteOptions): Promise<Promotion>;
  /**
   * Goes back to the version that answered before, at one flip. What was deleted, revoked or changed since the promotion is brought over first: it takes as long as that, and no time when nothing was.
   *
   * @throws AiError `not-found` when there is none, `conflict`, `integrity`, `aborted`
   */
  rollBack(options?: StepOptions): Promise<Rollback>;
  /**
   * Removes a version with all its files; not the one that answers.
   *
   * @throws AiError `not-found`, `invalid-input`, `conflict`
   */
  remove(id: string): Promise<void>;
}
