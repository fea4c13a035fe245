import { AiError } from '@org/ai-core';
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFolderNames } from '../folder/folder-names.ts';
import { mediaTypeOf } from '../folder/media-types.ts';
import { readFolderFile, resolveFolder, type FolderSettings, type ReadFolderOptions } from '../folder/read-folder.ts';
import { isSidecar } from '../folder/sidecar.ts';
import { codeOf, walkFolder } from '../folder/walk.ts';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import type { LoadDocument, SourceReference } from './source-reference.ts';

/** A folder of documents that all processes see under the same root. */
export interface FolderSource {
  /** References to the files that are documents by their names; no content is read. */
  references(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<SourceReference>;
  /** Reads one document as `readFolder` does. Undefined when it is gone or would be passed over; rejects when it cannot be read now. */
  readonly load: LoadDocument;
}

/**
 * Opens a folder as the source of ingestion runs. Locators are relative paths, and lead nowhere out of the folder.
 *
 * @example
 * ```ts
 * import { openFolderSource } from '@org/ai-retrieval/workers';
 *
 * const source = openFolderSource({ root: '/srv/handbook', tenant: 'meridian', defaultAcl: { allow: ['tenant'] } });
 * for await (const { id } of source.references()) console.log(id);
 * ```
 */
export function openFolderSource(options: Omit<ReadFolderOptions, 'signal'>): FolderSource {
  const { idPrefix = '' } = options;
  return {
    async *references({ signal } = {}) {
      throwIfAborted(signal);
      const { root } = await resolveFolder(options);
      for await (const entry of walkFolder(root, signal)) {
        if (entry.kind !== 'file' || isSidecar(entry.name) || mediaTypeOf(entry.path) === undefined) continue;
        yield { id: `${idPrefix}${entry.path}`, locator: entry.path };
      }
    },
    async load({ id, locator }, { signal }) {
      throwIfAborted(signal);
      const settings = await resolveFolder(options);
      if (id !== `${idPrefix}${locator}` || !isPlainPath(locator))
        throw new AiError(
          'invalid-input',
          'the locator is no path of a document in the folder; give runs and workers the same source',
        );
      if (!(await isPlainFile(settings.root, locator))) return undefined;
      return readDocument(settings, locator);
    },
  };
}

async function readDocument(settings: FolderSettings, path: string): Promise<Awaited<ReturnType<LoadDocument>>> {
  const names = createFolderNames(await readdir(dirname(join(settings.root, path))));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const item = await readFolderFile(settings, { kind: 'file', path, name, names });
  if (item.kind === 'document') return item.document;
  // A disk that does not answer is no deletion.
  if (item.reason === 'unreadable' || item.reason === 'time-limit') throw new AiError('unavailable', item.message);
  // Nor is a worker that lacks a package.
  if (item.reason === 'missing-package') throw new AiError('unsupported', item.message);
  return undefined;
}

/** A path that a walk through the folder could have given. */
function isPlainPath(path: string): boolean {
  const isPlain = (name: string): boolean => name !== '' && !name.startsWith('.') && !name.includes('\0');
  return path.split('/').every(isPlain) && !isSidecar(path) && mediaTypeOf(path) !== undefined;
}

/** Whether a regular file is there, and no link on the way to it: links may lead out of the folder. */
async function isPlainFile(root: string, path: string): Promise<boolean> {
  const names = path.split('/');
  for (let depth = 1; depth <= names.length; depth++) {
    let found: Stats;
    try {
      found = await lstat(join(root, ...names.slice(0, depth)));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return false;
      throw new AiError('unavailable', `the file cannot be looked at (${code})`, { cause: error });
    }
    if (depth < names.length ? !found.isDirectory() : !found.isFile()) return false;
  }
  return true;
}
