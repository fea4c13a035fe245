import { dirname, join } from 'node:path';
import { digestOf } from '../content/content.ts';
import type { Disk } from '../disk/disk.ts';
import { replacedPath, stagedPath, type Journal, type JournalEntry } from './journal.ts';
import { freeSidePath } from './side-file.ts';

/**
 * Carries out a journal, from wherever an earlier run was killed. A file that is not what the update was planned on, since somebody
 * edited it meanwhile, is left alone: the new content is put beside it.
 *
 * @returns paths of contents that had to be put beside
 */
export async function carryOut(disk: Disk, project: string, journal: Journal): Promise<readonly string[]> {
  const beside: string[] = [];
  for (const [index, operation] of journal.operations.entries()) {
    const path = await carryOutOne(disk, project, operation, index);
    if (path !== undefined) beside.push(path);
  }
  const folders = new Set(journal.operations.map(({ path }) => dirname(join(project, path))));
  for (const folder of folders) await disk.sync(folder);
  return beside;
}

async function carryOutOne(
  disk: Disk,
  project: string,
  operation: JournalEntry,
  index: number,
): Promise<string | undefined> {
  const [target, staged, replaced] = [operation.path, stagedPath(index), replacedPath(index)].map((path) =>
    join(project, path),
  ) as [string, string, string];
  const { before, after, isOwn } = operation;
  // The new content is in its place already.
  if (after !== null && (await disk.kind(staged)) === undefined) return undefined;
  // The record is replaced in one step: without it nothing would know the project.
  if (isOwn) {
    await disk.rename(staged, target);
    return undefined;
  }
  if ((await disk.kind(replaced)) === undefined) {
    const current = await digestAt(disk, target);
    if (after !== null && current === after) return undefined;
    if (current !== before) return putBeside(disk, project, operation, staged);
    if (current !== null) await disk.rename(target, replaced);
  }
  const moved = await digestAt(disk, replaced);
  // Somebody saved the file after it was looked at, or made it again after it was moved away.
  if (moved !== before || (await disk.kind(target)) !== undefined) {
    if (moved !== null) await giveBack(disk, project, operation.path, replaced);
    return putBeside(disk, project, operation, staged);
  }
  if (after === null) return undefined;
  await disk.makeFolder(dirname(target));
  await disk.rename(staged, target);
  return undefined;
}

async function putBeside(
  disk: Disk,
  project: string,
  { path, after }: JournalEntry,
  staged: string,
): Promise<string | undefined> {
  if (after === null) return undefined;
  const side = await freeSidePath(disk, project, path, undefined);
  await disk.makeFolder(dirname(join(project, side)));
  await disk.rename(staged, join(project, side));
  return side;
}

/** What was moved away goes back, or beside what has taken its place. */
async function giveBack(disk: Disk, project: string, path: string, replaced: string): Promise<void> {
  const isFree = (await disk.kind(join(project, path))) === undefined;
  const target = isFree ? path : await freeSidePath(disk, project, path, undefined);
  await disk.rename(replaced, join(project, target));
}

/** The digest of a file; null where nothing is, and no digest at all for a folder or a link. */
async function digestAt(disk: Disk, path: string): Promise<string | null> {
  const kind = await disk.kind(path);
  if (kind === undefined) return null;
  return kind === 'file' ? digestOf((await disk.read(path)) ?? Buffer.alloc(0)) : kind;
}
