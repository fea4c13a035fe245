import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FolderItem } from './folder-item.ts';
import { createFolderNames } from './folder-names.ts';
import { readAhead } from './read-ahead.ts';
import { readFolder, readFolderFile, resolveFolder } from './read-folder.ts';
import { walkFolder } from './walk.ts';

const count = 700;
let root = '';

const nameOf = (number: number): string => `${String(number).padStart(4, '0')}.md`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ahead-'));
  await mkdir(join(root, 'notes'));
  for (let number = 0; number < count; number++) {
    const filling = number % 97 === 0 ? 'long '.repeat(70_000) : '';
    const text = number % 50 === 0 ? '' : `---\nacl: {allow: [tenant]}\n---\n# Note ${String(number)}\n\n${filling}`;
    await writeFile(join(root, 'notes', nameOf(number)), text);
  }
  await writeFile(join(root, 'notes', `${nameOf(650)}.meta.yaml`), 'acl: {allow: ["group:board"]}\n');
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('reads what reading file by file reads, in the same order', async () => {
  const items: FolderItem[] = [];
  for await (const item of readFolder({ root, tenant: 't' })) items.push(item);
  const settings = await resolveFolder({ root, tenant: 't' });
  const names = createFolderNames([
    ...Array.from({ length: count }, (_, number) => nameOf(number)),
    `${nameOf(650)}.meta.yaml`,
  ]);
  const alone: FolderItem[] = [];
  for (let number = 0; number < count; number++) {
    const name = nameOf(number);
    alone.push(await readFolderFile(settings, { kind: 'file', path: `notes/${name}`, name, names }));
  }
  expect(items).toHaveLength(count);
  expect(items).toEqual(alone);
});

it('reads small files in its thread, and leaves large ones to the caller', async () => {
  let read = 0;
  let left = 0;
  for await (const { found } of readAhead(root, walkFolder(root, undefined))) {
    if (found === undefined) left++;
    else read++;
  }
  // The first 256 entries, the large files among the others, and the last batch, which is not full.
  expect(read).toBeGreaterThan(300);
  expect(left).toBeGreaterThan(256);
  expect(read + left).toBe(count + 1);
});

it('keeps to the limit of a file, also for one that was read ahead', async () => {
  const skipped: string[] = [];
  for await (const item of readFolder({ root, tenant: 't', limits: { maxFileBytes: 30 } }))
    if (item.kind === 'skipped' && item.reason === 'too-large') skipped.push(item.path);
  expect(skipped).toContain(`notes/${nameOf(601)}`);
});

it('ends its thread when the caller stops asking', async () => {
  const ports = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  const before = ports();
  let seen = 0;
  for await (const _ of readFolder({ root, tenant: 't' })) if (++seen === 500) break;
  expect(ports()).toBe(before);
});
