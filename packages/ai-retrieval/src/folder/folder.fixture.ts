import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { FolderItem } from './folder-item.ts';
import { readFolder, type ReadFolderOptions } from './read-folder.ts';

/** A folder of its own for each test of a file. */
export interface FolderFixture {
  readonly root: string;
  readonly put: (path: string, content: string | Uint8Array) => Promise<void>;
  readonly read: (options?: Partial<ReadFolderOptions>) => Promise<FolderItem[]>;
  /** The first item, which must be a document. */
  readonly readOne: (options?: Partial<ReadFolderOptions>) => Promise<Extract<FolderItem, { kind: 'document' }>>;
}

/** Makes the folder before each test, and removes it afterwards. */
export function useFolder(): FolderFixture {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'folder-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });
  const read: FolderFixture['read'] = async (options = {}) => {
    const items: FolderItem[] = [];
    for await (const item of readFolder({ root, tenant: 't', ...options })) items.push(item);
    return items;
  };
  return {
    get root() {
      return root;
    },
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    read,
    async readOne(options) {
      const [item] = await read(options);
      if (item?.kind !== 'document') throw new Error('expected a document');
      return item;
    },
  };
}

/** Why each path was passed over. */
export function skips(items: readonly FolderItem[]): Record<string, string> {
  return Object.fromEntries(items.flatMap((item) => (item.kind === 'skipped' ? [[item.path, item.reason]] : [])));
}
