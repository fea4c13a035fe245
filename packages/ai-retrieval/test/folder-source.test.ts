import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceDocument } from '@org/ai-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFolder } from '../src/index.ts';
import { openFolderSource } from '../src/workers/workers.ts';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-'));
  root = join(folder, 'root');
  await mkdir(join(root, 'deep', 'er'), { recursive: true });
  await writeFile(join(root, 'a.md'), '---\ntitle: A\nacl:\n  allow: [group:a]\n---\n# A\n\nText of a.');
  await writeFile(join(root, 'deep', 'b.txt'), 'Text of b.');
  await writeFile(join(root, 'deep', 'b.txt.meta.yaml'), 'title: B\nacl:\n  allow: [tenant]\n');
  await writeFile(join(root, 'deep', 'er', 'c.html'), '<h1>C</h1><p>Text of c.</p>');
  await writeFile(join(root, 'picture.png'), 'no document');
  await writeFile(join(root, '.hidden.md'), 'hidden');
  await writeFile(join(root, 'empty.md'), '');
  await writeFile(join(folder, 'outside.md'), 'outside of the root');
  await symlink(join(folder, 'outside.md'), join(root, 'link.md'));
  await symlink(join(root, 'deep'), join(root, 'again'));
});
afterEach(() => rm(folder, { recursive: true }));

const options = { signal: new AbortController().signal };

describe('a folder as a source of runs', () => {
  it('gives the documents that reading the folder gives', async () => {
    const settings = { root, tenant: 't', idPrefix: 'hand/', defaultAcl: { allow: ['public'] } };
    const source = openFolderSource(settings);
    const loaded: SourceDocument[] = [];
    for await (const reference of source.references()) {
      const document = await source.load(reference, options);
      if (document !== undefined) loaded.push(document);
    }
    const read: SourceDocument[] = [];
    for await (const item of readFolder(settings)) if (item.kind === 'document') read.push(item.document);
    expect(loaded).toEqual(read);
    expect(loaded.map(({ id }) => id)).toEqual(['hand/a.md', 'hand/deep/b.txt', 'hand/deep/er/c.html']);
  });

  it('knows a file that is gone, and leads nowhere out of the folder', async () => {
    const source = openFolderSource({ root, tenant: 't' });
    for (const path of ['gone.md', 'a.md/b.md', 'deep/gone/c.md', 'link.md', 'again/b.txt', 'empty.md', 'deep.md'])
      expect(await source.load({ id: path, locator: path }, options)).toBeUndefined();
    const forged = [
      '../outside.md',
      'deep/../../outside.md',
      '/etc/hosts.md',
      '.hidden.md',
      'a.md\0.md',
      'picture.png',
    ];
    for (const path of [...forged, 'deep/b.txt.meta.yaml', './a.md'])
      await expect(source.load({ id: path, locator: path }, options)).rejects.toMatchObject({ code: 'invalid-input' });
    const other = { id: 'other.md', locator: 'a.md' };
    await expect(source.load(other, options)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('does not take a folder that is not there for one without documents', async () => {
    const source = openFolderSource({ root: join(folder, 'unmounted'), tenant: 't' });
    await expect(source.load({ id: 'a.md', locator: 'a.md' }, options)).rejects.toMatchObject({ code: 'not-found' });
    await expect(source.references()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'not-found' });
  });
});
