import { join } from 'node:path';
import { unifyLines, withLineEnd, type Files } from '../content/content.ts';
import { foldersAbove } from '../content/project-path.ts';
import type { Disk } from '../disk/disk.ts';
import { appError } from '../errors/app-error.ts';
import { freeSidePath } from './side-file.ts';
import type { MergeFile } from './merge-file.ts';

/**
 * What an update does to a file.
 *
 * - `add`, `replace`, `delete`: the file was as the template had made it
 * - `merge`: both sides changed it, at different places
 * - `conflict`: both changed the same lines, which are marked; or the template's file stands beside as `<name>.from-template`
 * - `keep-deleted`: you had deleted it; `keep-changed`: the template dropped it, and you had changed it
 */
export type UpdateAction = 'add' | 'replace' | 'delete' | 'merge' | 'conflict' | 'keep-deleted' | 'keep-changed';

/** One file of an update. */
export interface PlannedChange {
  readonly path: string;
  readonly action: UpdateAction;
  /** The file that is written or deleted; nothing where all stays as it is. */
  readonly target?: string | undefined;
  /** What the target holds before: undefined for nothing. */
  readonly before?: Buffer | undefined;
  /** What it will hold: undefined for a deletion. */
  readonly after?: Buffer | undefined;
}

/** The three sides of an update. */
export interface UpdateSides {
  readonly project: string;
  /** What the recorded version had; `recorded` also names files whose content is not known any more. */
  readonly base: Files;
  readonly recorded: ReadonlySet<string>;
  readonly next: Files;
}

/**
 * Decides for each file what an update does; writes nothing.
 *
 * @throws AppError `blocked-path` when a link or a file stands where the template has a folder
 */
export async function planUpdate(disk: Disk, sides: UpdateSides, merge: MergeFile): Promise<readonly PlannedChange[]> {
  const paths = [...new Set([...sides.recorded, ...sides.next.keys()])].sort();
  const changes: PlannedChange[] = [];
  for (const path of paths) {
    if (sides.next.has(path)) await checkFolders(disk, sides.project, path);
    const change = await planFile(disk, sides, path, merge);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

async function planFile(
  disk: Disk,
  sides: UpdateSides,
  path: string,
  merge: MergeFile,
): Promise<PlannedChange | undefined> {
  const { project } = sides;
  const [base, next] = [sides.base.get(path), sides.next.get(path)];
  const kind = await disk.kind(join(project, path));
  const beside = async (content: Buffer): Promise<PlannedChange> => {
    const target = await freeSidePath(disk, project, path, content);
    return { path, action: 'conflict', target, after: content };
  };
  if (kind === undefined) {
    if (next === undefined) return undefined;
    if (!sides.recorded.has(path)) return { path, action: 'add', target: path, after: next };
    return base?.equals(next) === true ? undefined : { path, action: 'keep-deleted' };
  }
  const before = kind === 'file' ? await disk.read(join(project, path)) : undefined;
  if (before === undefined) return next === undefined || base?.equals(next) === true ? undefined : beside(next);
  const ours = unifyLines(before);
  if (next === undefined) {
    const isUntouched = base !== undefined && ours.content.equals(base);
    return isUntouched ? { path, action: 'delete', target: path, before } : { path, action: 'keep-changed' };
  }
  if (ours.content.equals(next) || base?.equals(next) === true) return undefined;
  if (base !== undefined && ours.content.equals(base))
    return { path, action: 'replace', target: path, before, after: withLineEnd(next, ours.lineEnd) };
  // A file of the user's own that the template has now too is not touched.
  const merged = sides.recorded.has(path) ? merge(path, base, before, next) : undefined;
  if (merged === undefined) return beside(next);
  if (merged.content.equals(before)) return undefined;
  return { path, action: merged.conflicts > 0 ? 'conflict' : 'merge', target: path, before, after: merged.content };
}

async function checkFolders(disk: Disk, project: string, path: string): Promise<void> {
  for (const folder of foldersAbove(path)) {
    const kind = await disk.kind(join(project, folder));
    if (kind !== undefined && kind !== 'folder')
      throw appError(
        'blocked-path',
        `${folder} is a file or a link, and the template has a folder there: move it, then run again`,
      );
  }
}
