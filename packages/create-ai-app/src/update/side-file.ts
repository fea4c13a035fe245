import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';

/** What is added to the name of a template's file that cannot take its own place. */
export const sideSuffix = '.from-template';

/** A path beside a file that is free, or holds this content already. */
export async function freeSidePath(
  disk: Disk,
  project: string,
  path: string,
  content: Buffer | undefined,
): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = `${path}${sideSuffix}${number === 1 ? '' : `-${number}`}`;
    if ((await disk.kind(join(project, candidate))) === undefined) return candidate;
    if (content !== undefined && (await disk.read(join(project, candidate)))?.equals(content) === true)
      return candidate;
  }
}
