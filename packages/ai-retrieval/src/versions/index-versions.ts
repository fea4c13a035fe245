import { isAbsolute, join } from 'node:path';
import { AiError, systemClock } from '@org/ai-core';
import { acquireLock, createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { openFolderIndexParts, type FolderIndexParts } from '../index/folder-index.ts';
import type { IndexSeams } from '../index/index-seams.ts';
import { bringInStep, demandInStep, type StepOptions, type StepReport } from './bring-in-step.ts';
import { compareIndexes, judge, type CompareOptions, type VersionComparison } from './compare-versions.ts';
import { createLiveIndex } from './live-index.ts';
import { createOpenedVersions } from './opened-versions.ts';
import type { IndexVersions, IndexVersionsOptions, VersionOptions } from './version-types.ts';
import {
  openVersionsStore,
  type IndexVersion,
  type VersionChange,
  type VersionSettings,
  type VersionsState,
} from './versions-manifest.ts';

const mostHistory = 100;

/**
 * Opens a folder of index versions: one answers, others are built beside it, compared and promoted. Vectors of two embedders never meet: each version is an index of its own, whose embedder is part of its record by the digest of its weights.
 *
 * @throws AiError `invalid-input`, `not-found` (nothing there to read), `forbidden`, `integrity`, `unsupported`
 * @example
 * ```ts
 * import { openIndexVersions } from '@org/ai-retrieval/versions';
 * import { parseTrecQrels, type JudgedQuery } from '@org/ai-retrieval/evaluation';
 *
 * declare const queries: readonly JudgedQuery[];
 * declare const qrels: string;
 *
 * const versions = await openIndexVersions({
 *   directory: '/var/lib/assistant/index',
 *   open: ({ chunkTokens }) => ({ chunking: { maxTokens: Number(chunkTokens ?? 220), minTokens: 60 } }),
 * });
 * const candidate = await versions.create({ chunkTokens: 400 });
 * await versions.build(candidate);
 * const { isPromoted, reasons } = await versions.promote(candidate, { queries, judgements: parseTrecQrels(qrels) });
 * console.log(isPromoted, reasons);
 * ```
 */
export function openIndexVersions(options: IndexVersionsOptions): Promise<IndexVersions> {
  return openIndexVersionsWith(options, {});
}

/** {@link openIndexVersions} with the seams of the indexes, and one at which a test leaves out the check before a flip. */
export async function openIndexVersionsWith(
  options: IndexVersionsOptions,
  seams: IndexSeams & { readonly bringInStep?: typeof bringInStep; readonly demandInStep?: typeof demandInStep },
): Promise<IndexVersions> {
  const { directory, fileSystem = createNodeFileSystem(), clock = systemClock, isReadOnly = false } = options;
  const step = seams.bringInStep ?? bringInStep;
  const demand = seams.demandInStep ?? demandInStep;
  if (!isAbsolute(directory)) throw new AiError('invalid-input', 'directory must be an absolute path');
  const store = await openVersionsStore(fileSystem, directory);
  let isClosed = false;
  let turns: Promise<unknown> = Promise.resolve();

  const current = (): VersionsState => {
    if (store.current === undefined)
      throw new AiError('not-found', 'the folder holds no versions of an index; open it without isReadOnly to begin');
    return store.current;
  };
  const versionOf = (id: string): IndexVersion => {
    const found = current().versions.find((version) => version.id === id);
    if (found === undefined) throw new AiError('not-found', 'there is no such version; list() names them');
    return found;
  };
  const opened = createOpenedVersions(async (id) => {
    const { settings, fingerprint } = versionOf(id);
    const own = await options.open(settings);
    if (fingerprintOf(own) !== fingerprint)
      throw new AiError(
        'conflict',
        `version ${id} was made with another embedder than open() gives for its settings; give that one, or create another version`,
      );
    return openFolderIndexParts({ ...own, directory: join(directory, id), fileSystem, clock, isReadOnly }, seams);
  });
  const requireOpen = (): void => {
    if (isClosed) throw new AiError('conflict', 'the index is closed; open it again');
  };
  /** Takes over what others have changed; versions that nobody needs any more are closed. */
  const refresh = async (): Promise<VersionsState> => {
    requireOpen();
    await store.refresh();
    const state = current();
    opened.keepOnly(new Set(state.versions.map(({ id }) => id).filter((id) => id !== state.previous)));
    return state;
  };
  /** One change after the other in this process, and under the lock against others: what answers stays the same meanwhile. */
  const exclusively = <R>(signal: AbortSignal | undefined, work: () => Promise<R>): Promise<R> => {
    const turn = turns.then(async () => {
      requireOpen();
      if (isReadOnly)
        throw new AiError('forbidden', 'the versions were opened with isReadOnly; open them without to write');
      const lock = await acquireLock({ fileSystem, path: join(directory, 'writer'), signal, ...seams.lock });
      try {
        await store.refresh();
        await removeStrays(fileSystem, directory, store.current);
        return await work();
      } finally {
        await lock[Symbol.asyncDispose]();
      }
    });
    turns = turn.catch(() => undefined);
    return turn;
  };
  const add = async (state: VersionsState | undefined, settings: VersionSettings): Promise<string> => {
    const fingerprint = fingerprintOf(await options.open(settings));
    const { next = 1, versions = [], history = [] } = state ?? {};
    const id = `v${String(next)}`;
    const version: IndexVersion = {
      id,
      settings,
      createdMs: clock.epochMs(),
      ...(fingerprint !== undefined && { fingerprint }),
    };
    await store.flip({ format: 1, live: id, ...state, next: next + 1, versions: [...versions, version], history });
    return id;
  };
  const candidateOf = (id: string): void => {
    versionOf(id);
    if (id === current().live)
      throw new AiError('invalid-input', 'this version answers already; name another, create() makes one');
  };
  const both = <R>(id: string, work: (live: FolderIndexParts, candidate: FolderIndexParts) => Promise<R>): Promise<R> =>
    opened.use(current().live, (live) => opened.use(id, (candidate) => work(live, candidate)));
  const build = async (id: string, stepOptions?: StepOptions): Promise<StepReport> => {
    await refresh();
    candidateOf(id);
    return both(id, (live, candidate) => step(live, candidate, stepOptions));
  };
  const compare = async (id: string, compareOptions: CompareOptions): Promise<VersionComparison> => {
    await refresh();
    candidateOf(id);
    return both(id, (live, candidate) => compareIndexes(live.index, candidate.index, compareOptions, clock));
  };
  /** Brings over what changed, makes sure of it, and flips. The caller holds the lock. */
  const switchTo = async (
    id: string,
    kind: VersionChange['kind'],
    stepOptions: StepOptions | undefined,
    evidence?: VersionChange['evidence'],
  ): Promise<StepReport> => {
    const state = current();
    const report = await both(id, async (live, candidate) => {
      const brought = await step(live, candidate, stepOptions);
      await demand(live, candidate, versionOf(id).fingerprint);
      return brought;
    });
    const change: VersionChange = {
      kind,
      version: id,
      from: state.live,
      atMs: clock.epochMs(),
      ...(evidence !== undefined && { evidence }),
    };
    const history = [...state.history, change].slice(-mostHistory);
    await store.flip({ ...state, live: id, previous: state.live, history });
    return report;
  };

  if (store.current === undefined) {
    if (isReadOnly) current();
    await exclusively(undefined, async () => {
      if (store.current === undefined) await add(undefined, options.initial ?? {});
    });
  }

  const live = createLiveIndex({
    async read(work) {
      const state = await refresh();
      return opened.use(state.live, ({ index }) => work(index));
    },
    write: (signal, work) => exclusively(signal, () => opened.use(current().live, ({ index }) => work(index))),
    writeAll: (signal, work) =>
      exclusively(signal, async () => {
        const { versions, live: first } = current();
        const results = [];
        for (const { id } of [...versions].sort((a, b) => Number(b.id === first) - Number(a.id === first)))
          results.push(await opened.use(id, work));
        return results;
      }),
    async close() {
      isClosed = true;
      await turns;
      await opened.close();
    },
  });

  return {
    live,
    async list() {
      const { live: id, previous, versions, history } = await refresh();
      return { live: id, ...(previous !== undefined && { previous }), versions, history };
    },
    create: (settings) => exclusively(undefined, () => add(current(), settings)),
    build,
    compare,
    async promote(id, promoteOptions) {
      const { gate, signal } = promoteOptions;
      const { live: baseline } = await refresh();
      candidateOf(id);
      await build(id, { signal });
      const comparison = await compare(id, promoteOptions);
      const judged = judge(comparison, gate);
      if (judged.verdict !== 'pass') return { ...judged, comparison, isPromoted: false };
      return exclusively(signal, async () => {
        candidateOf(id);
        if (current().live !== baseline)
          throw new AiError('conflict', 'another version answers since the comparison was begun; promote again');
        await switchTo(id, 'promoted', { signal }, judged.evidence);
        return { ...judged, comparison, isPromoted: true };
      });
    },
    rollBack: (stepOptions) =>
      exclusively(stepOptions?.signal, async () => {
        const { previous } = current();
        if (previous === undefined) throw new AiError('not-found', 'no version answered before this one');
        const report = await switchTo(previous, 'rolled back', stepOptions);
        return { ...report, live: previous };
      }),
    remove: (id) =>
      exclusively(undefined, async () => {
        candidateOf(id);
        const { previous, ...state } = current();
        const versions = state.versions.filter((version) => version.id !== id);
        await store.flip({ ...state, ...(previous !== undefined && previous !== id && { previous }), versions });
        opened.keepOnly(new Set(versions.map((version) => version.id)));
        await removeStrays(fileSystem, directory, store.current);
      }),
  };
}

/** Of one model for all tenants; a fitted one has no fingerprint before it is fitted. */
function fingerprintOf({ embedding }: VersionOptions): string | undefined {
  return embedding !== undefined && 'embed' in embedding ? embedding.fingerprint : undefined;
}

/** Removes folders of versions that are no longer named. Only under the lock. */
async function removeStrays(
  fileSystem: FileSystem,
  directory: string,
  state: VersionsState | undefined,
): Promise<void> {
  const named = new Set(state?.versions.map(({ id }) => id));
  for (const name of await fileSystem.list(directory))
    if (/^v\d{1,9}$/.test(name) && !named.has(name)) await fileSystem.remove(join(directory, name));
}
