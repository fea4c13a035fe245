import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import type { SkipReason } from './folder-item.ts';
import { createFolderNames, type FolderNames } from './folder-names.ts';

/** A file to read, or something passed over. */
export type WalkEntry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly name: string;
      /** What is in its folder. */
      readonly names: FolderNames;
    }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason; readonly message: string };

const deepest = 64;

/**
 * Walks a folder depth first in name order. Symbolic links are never followed: inside the root their target is read under its own path and with its own access rules,
 * and outside of it nothing may be read.
 */
export async function* walkFolder(root: string, signal: AbortSignal | undefined): AsyncGenerator<WalkEntry> {
  yield* walk(root, '', 0, signal);
}

async function* walk(
  root: string,
  folder: string,
  depth: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<WalkEntry> {
  throwIfAborted(signal);
  const skipped = (path: string, reason: SkipReason, message: string): WalkEntry => ({
    kind: 'skipped',
    path,
    reason,
    message,
  });
  let listed: Dirent[];
  try {
    listed = await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    yield skipped(folder, 'unreadable', `the folder cannot be listed (${codeOf(error)})`);
    return;
  }
  const names = createFolderNames(listed.map(({ name }) => name));
  for (const entry of listed.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    throwIfAborted(signal);
    const path = folder === '' ? name : `${folder}/${name}`;
    if (name.startsWith('.')) {
      yield skipped(path, 'hidden', 'names that begin with a dot are passed over');
      continue;
    }
    if (name === 'node_modules') {
      yield skipped(path, 'hidden', 'installed packages are passed over');
      continue;
    }
    if (entry.isSymbolicLink()) yield await describeLink(root, path);
    else if (entry.isDirectory()) {
      if (depth >= deepest) yield skipped(path, 'too-deep', `folders are read ${String(deepest)} levels deep`);
      else yield* walk(root, path, depth + 1, signal);
    } else if (entry.isFile()) yield { kind: 'file', path, name, names };
    else yield skipped(path, 'not-a-file', 'only regular files are read');
  }
}

async function describeLink(root: string, path: string): Promise<WalkEntry> {
  const link = join(root, path);
  let target: string;
  try {
    target = await realpath(link);
  } catch (error) {
    const isLoop = codeOf(error) === 'ELOOP';
    return isLoop
      ? { kind: 'skipped', path, reason: 'symbolic-link-loop', message: 'the link leads back to itself' }
      : { kind: 'skipped', path, reason: 'unreadable', message: `the link cannot be resolved (${codeOf(error)})` };
  }
  if (target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep)) {
    return { kind: 'skipped', path, reason: 'outside-root', message: 'the link leads out of the folder' };
  }
  const isAncestor = link === target || !relative(target, link).startsWith('..');
  return isAncestor
    ? { kind: 'skipped', path, reason: 'symbolic-link-loop', message: 'the link leads to a folder that holds it' }
    : {
        kind: 'skipped',
        path,
        reason: 'symbolic-link',
        message: 'links are not followed; the target is read under its own path',
      };
}

/** The system's name of a fault, such as EACCES. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
