import { join } from 'node:path';
import process from 'node:process';
import type { Disk } from '../disk/disk.ts';
import { appError } from '../errors/app-error.ts';
import { stateFolder } from '../record/app-record.ts';
import { isAlive } from '../scaffold/temporary.ts';

/**
 * Runs something that no two processes may do to a project at a time. The lock of a process that was killed is taken over.
 *
 * @throws AppError `busy`
 */
export async function withLock<T>(disk: Disk, project: string, run: () => Promise<T>): Promise<T> {
  const folder = join(project, stateFolder);
  const own = join(folder, `lock-${process.pid}`);
  await disk.makeFolder(folder);
  // Each writes its own name first and looks for others then: of two that start together, at least one sees the other.
  await disk.write(own, Buffer.alloc(0));
  try {
    for (const name of await disk.list(folder)) {
      const pid = name.startsWith('lock-') ? Number(name.slice('lock-'.length)) : process.pid;
      if (pid === process.pid) continue;
      if (isAlive(pid))
        throw appError('busy', `another update of ${project} is running (process ${pid}): wait for it, then run again`);
      await disk.remove(join(folder, name));
    }
    return await run();
  } finally {
    await disk.remove(own);
  }
}
