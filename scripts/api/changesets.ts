import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Changeset } from './changes.ts';

const releases = z.record(z.string(), z.enum(['major', 'minor', 'patch', 'none']));

/** Every changeset that waits for the next release. @throws Error that names the file of one that cannot be read */
export function readChangesets(root: string): readonly Changeset[] {
  const folder = join(root, '.changeset');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => {
      const [, head = '', text = ''] = /^---\n([^]*?)\n?---\n([^]*)$/.exec(read(join(folder, file))) ?? [];
      const parsed = releases.safeParse(parse(head) ?? {});
      if (!parsed.success) throw new Error(`.changeset/${file}: its head is not a list of packages and bumps`);
      return { releases: parsed.data, text };
    });
}

function read(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
