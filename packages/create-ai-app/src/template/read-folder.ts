import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';

/** What grows beside a template's files while it is worked on. */
const left = new Set([
  'node_modules',
  'dist',
  'coverage',
  'reports',
  '.cache',
  '.dev',
  '.index',
  '.turbo',
  '.env',
  '.DS_Store',
  'template.json',
]);

/** The files of a template's folder by path; links and what only grows there are passed over. */
export async function readFolder(disk: Disk, folder: string, below = ''): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const name of await disk.list(join(folder, below))) {
    if (left.has(name) || name.endsWith('.log') || name.endsWith('.tsbuildinfo')) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const kind = await disk.kind(join(folder, path));
    if (kind === 'folder')
      for (const [inner, content] of await readFolder(disk, folder, path)) files.set(inner, content);
    const content = kind === 'file' ? await disk.read(join(folder, path)) : undefined;
    if (content !== undefined) files.set(path, content);
  }
  return files;
}
