import { byteStore, type ByteStore } from './byte-store.ts';
import { newDirectory, newFile, setNames, type DirectoryNode, type DiskNode, type FileNode } from './disk.ts';
import { integer, type Random } from './random.ts';

/**
 * The disk as found after a power cut: all that was synced, and of the rest an arbitrary part.
 * Unsynced writes survive page by page in any order, torn, as zeros or as garbage; lengths and names survive apart from content.
 */
export function survive(root: DirectoryNode, random: Random): DirectoryNode {
  // Whole cuts differ: a cache that had written nothing, everything, or some of it.
  const keepShare = [0, 1, 0.5, random()][integer(random, 4)] ?? 0.5;
  const copies = new Map<DiskNode, DiskNode>();
  const keeps = (): boolean => random() < keepShare;

  const copyDirectory = (from: DirectoryNode): DirectoryNode => {
    const to = newDirectory();
    copies.set(from, to);
    const names = new Map(from.synced);
    for (const change of from.pending) if (keeps()) setNames(names, change);
    for (const [name, node] of names) {
      const copied = copy(node);
      to.entries.set(name, copied);
      to.synced.set(name, copied);
    }
    return to;
  };
  const copy = (node: DiskNode): DiskNode => {
    const known = copies.get(node);
    if (known !== undefined) return known;
    if (node.kind === 'directory') return copyDirectory(node);
    const file = newFile(node.modifiedMs, survivingContent(node, random, keeps));
    copies.set(node, file);
    return file;
  };
  return copyDirectory(root);
}

function survivingContent(file: FileNode, random: Random, keeps: () => boolean): Uint8Array {
  const found = byteStore(file.synced.read(0, file.synced.length));
  // Below the shortest length that the file had since its last sync nothing may be lost.
  let promised = found.length;
  let longest = found.length;
  for (const change of file.pending) {
    if (change.kind === 'truncate') {
      promised = Math.min(promised, change.length);
      if (keeps()) found.truncate(change.length);
    } else {
      promised = Math.min(promised, change.position);
      longest = Math.max(longest, change.position + change.bytes.length);
      writeSomePages(found, change.position, change.bytes, random, keeps);
    }
  }
  if (file.pending.length > 0 && random() < 0.3) {
    found.truncate(promised + integer(random, Math.max(longest, promised) - promised + 1));
  }
  return found.read(0, found.length);
}

function writeSomePages(
  found: ByteStore,
  position: number,
  bytes: Uint8Array,
  random: Random,
  keeps: () => boolean,
): void {
  const pageBytes = [16, 64, 512, 4096][integer(random, 4)] ?? 4096;
  let start = 0;
  while (start < bytes.length) {
    const end = Math.min(bytes.length, start + pageBytes - ((position + start) % pageBytes));
    if (keeps()) {
      const isTorn = random() < 0.1;
      const page = bytes.slice(start, isTorn ? start + integer(random, end - start + 1) : end);
      if (random() < 0.05) page.forEach((_, index) => (page[index] = integer(random, 256)));
      if (page.length > 0) found.write(position + start, page);
    }
    start = end;
  }
}
