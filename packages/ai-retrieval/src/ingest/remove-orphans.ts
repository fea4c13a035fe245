import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import type { IndexStore } from '../index/index-store.ts';

/** Files that were removed. */
export interface RemovedFiles {
  readonly files: number;
  readonly bytes: number;
}

/** Removes files that no generation names: what a cut-off run or a compaction left. Only under the writer's lock. */
export async function removeOrphans(store: IndexStore): Promise<RemovedFiles> {
  let files = 0;
  let bytes = 0;
  // The damaged manifest may name them, and may be restored from a backup.
  if (store.isDamaged) return { files, bytes };
  const named = new Map<string, Set<string>>();
  for (const { folder, segments } of store.manifest.partitions) {
    const names = segments.flatMap((segment) => [segment.name, ...(segment.vectors ? [segment.vectors.name] : [])]);
    named.set(folder, new Set(names));
  }
  const root = join(store.directory, 'segments');
  for (const folder of await listed(store, root)) {
    for (const name of await listed(store, join(root, folder))) {
      if (named.get(folder)?.has(name) === true) continue;
      const path = join(root, folder, name);
      bytes += (await store.fileSystem.stat(path))?.bytes ?? 0;
      await store.fileSystem.remove(path);
      files++;
    }
  }
  return { files, bytes };
}

async function listed(store: IndexStore, path: string): Promise<readonly string[]> {
  try {
    return await store.fileSystem.list(path);
  } catch (error) {
    if (AiError.is(error, 'not-found') || AiError.is(error, 'invalid-input')) return [];
    throw error;
  }
}
