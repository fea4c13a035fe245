import { createNodeDisk } from '../src/disk/node-disk.ts';
import type { Disk } from '../src/disk/disk.ts';

/** What a crashing disk throws in place of ending the process. */
export class Crash extends Error {}

/** A real disk on which everything stops at one operation, as at kill -9: that one is done by half or not at all, and all later ones fail. */
export interface CrashingDisk extends Disk {
  /** Changing operations so far. */
  readonly count: number;
}

/** Crashes at changing operation `at` (from 0); `stop` says how: an exception, or a signal to the own process. */
export function crashingDisk(at: number, stop: () => never = throwCrash, disk: Disk = createNodeDisk()): CrashingDisk {
  let count = 0;
  let isDead = false;
  const step = async (run: () => Promise<void>, half?: () => Promise<void>): Promise<void> => {
    if (isDead) stop();
    if (count++ === at) {
      await half?.();
      isDead = true;
      stop();
    }
    await run();
  };
  return {
    ...disk,
    get count() {
      return count;
    },
    write: (path, content, isExecutable) =>
      step(
        () => disk.write(path, content, isExecutable),
        () => disk.write(path, content.subarray(0, content.length >> 1)),
      ),
    rename: (from, to) => step(() => disk.rename(from, to)),
    remove: (path) => step(() => disk.remove(path)),
    makeFolder: (path) => step(() => disk.makeFolder(path)),
  };
}

function throwCrash(): never {
  throw new Crash('killed');
}
