import { join } from 'node:path';
import process from 'node:process';
import type { Disk } from '../disk/disk.ts';

const mark = '.create-ai-app-';

/** The name of the folder in which a project is made before it gets its own name. */
export function temporaryName(folder: string): string {
  return `.${folder}${mark}${process.pid}`;
}

/** Removes what runs that were killed have left in a folder; those of living processes stay. */
export async function sweepTemporary(disk: Disk, parent: string): Promise<void> {
  for (const name of await disk.list(parent)) {
    const at = name.lastIndexOf(mark);
    if (!name.startsWith('.') || at < 1) continue;
    const pid = Number(name.slice(at + mark.length));
    if (Number.isSafeInteger(pid) && pid > 0 && !isAlive(pid)) await disk.remove(join(parent, name));
  }
}

/** Whether a process runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
