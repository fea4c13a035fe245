import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import type { IndexStore } from '../index/index-store.ts';

/** Removes files that no generation names: what a cut-off run or a compaction left. Only under the writer's lock. */
export async function removeOrphans(store: IndexStore): Promise<void> {
  // The damaged manifest may name them, and may be restored from a backup.
  if (store.isDamaged) return;
  const named = new Map<string, Set<string>>();
  for (const { folder, segments } of store.manifest.partitions) {
    const names = segments.flatMap((segment) => [segment.name, ...(segment.vectors ? [segment.vectors.name] : [])]);
    named.set(folder, new Set(names));
  }
  const root = join(store.directory, 'segments');
  for (const folder of await listed(store, root)) {
    for (const name of await listed(store, join(root, folder))) {
      if (named.get(folder)?.has(name) !== true) await store.fileSystem.remove(join(root, folder, name));
    }
  }
}

async function listed(store: IndexStore, path: string): Promise<readonly string[]> {
  try {
    return await store.fileSystem.list(path);
  } catch (error) {
    if (AiError.is(error, 'not-found') || AiError.is(error, 'invalid-input')) return [];
    throw error;
  }
}
