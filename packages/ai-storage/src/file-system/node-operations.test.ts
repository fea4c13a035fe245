import { existsSync } from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFileSystem } from './node-file-system.ts';
import { fileSystemOn, type NodeCalls } from './node-operations.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let root: string;

beforeEach(async () => {
  root = await nodeFs.mkdtemp(join(tmpdir(), 'ai-storage-'));
});
afterEach(() => nodeFs.rm(root, { recursive: true }));

/** The real calls, with a note of each fsync by path. */
function recording(): { readonly calls: NodeCalls; readonly synced: string[] } {
  const synced: string[] = [];
  const open: NodeCalls['open'] = async (path, ...rest) => {
    const handle = await nodeFs.open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      await sync();
      synced.push(String(path));
    };
    return handle;
  };
  return { calls: { ...nodeFs, open }, synced };
}

function failing(operation: keyof NodeCalls, code: string): NodeCalls {
  return { ...nodeFs, [operation]: () => Promise.reject(Object.assign(new Error('planted'), { code })) };
}

describe('the file system of the machine', () => {
  it('appends, reads ranges, truncates and goes on at the new end', async () => {
    const fileSystem = createNodeFileSystem();
    const path = join(root, 'file');
    const handle = await fileSystem.open(path, 'append');
    await handle.append(bytes('0123456789'));
    await handle.truncate(4);
    await handle.append(bytes('ab'));
    expect(await handle.size()).toBe(6);
    expect(await handle.read(3, 100)).toEqual(bytes('3ab'));
    await handle.close();
    const again = await fileSystem.open(path, 'append');
    await again.append(bytes('!'));
    await again.close();
    expect(await fileSystem.readFile(path)).toEqual(bytes('0123ab!'));
    await (await fileSystem.open(path, 'create')).close();
    expect(await fileSystem.stat(path)).toMatchObject({ kind: 'file', bytes: 0 });
    expect(await fileSystem.list(root)).toEqual(['file']);
    await fileSystem.remove(path);
    await fileSystem.remove(path);
    expect(await fileSystem.stat(path)).toBeUndefined();
  });

  it('syncs what the port promises: a handle its file, a new directory all its parents, an exclusive file its content', async () => {
    const { calls, synced } = recording();
    const fileSystem = fileSystemOn(calls, 'linux');
    await fileSystem.makeDirectory(join(root, 'a/b/c'));
    expect(synced).toEqual([join(root, 'a/b'), join(root, 'a'), root]);
    synced.length = 0;
    await fileSystem.makeDirectory(join(root, 'a/b/c'));
    expect(synced).toEqual([join(root, 'a/b')]);
    synced.length = 0;
    const handle = await fileSystem.open(join(root, 'file'), 'create');
    await handle.sync();
    await handle.close();
    await fileSystem.syncDirectory(root);
    expect(synced).toEqual([join(root, 'file'), root]);
    synced.length = 0;
    await fileSystem.createExclusive(join(root, 'lock'), bytes('x'));
    expect(synced).toHaveLength(1);
    expect(synced[0]).toMatch(/lock\..*\.tmp$/);
  });

  it.each([
    ['ENOSPC', 'resource-exhausted'],
    ['EDQUOT', 'resource-exhausted'],
    ['EMFILE', 'resource-exhausted'],
    ['EACCES', 'forbidden'],
    ['EPERM', 'forbidden'],
    ['EROFS', 'forbidden'],
    ['ENOENT', 'not-found'],
    ['ENOTDIR', 'not-found'],
    ['EIO', 'internal'],
  ])('turns %s into %s, with the path and the errno', async (errno, code) => {
    const fileSystem = fileSystemOn(failing('open', errno), 'linux');
    await expect(fileSystem.open('/some/where', 'append')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('/some/where') as string,
      details: { errno },
    });
  });

  it.skipIf(!existsSync('/dev/full'))('reports a device without space when it is written to', async () => {
    const handle = await createNodeFileSystem().open('/dev/full', 'append');
    await expect(handle.append(bytes('x'))).rejects.toMatchObject({ code: 'resource-exhausted' });
    await handle.close();
  });

  it('reports what is missing and what is a directory', async () => {
    const fileSystem = createNodeFileSystem();
    await expect(fileSystem.readFile(join(root, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(fileSystem.open(root, 'read')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(fileSystem.list(join(root, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(fileSystem.open(join(root, 'none/x'), 'create')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['with hard links', nodeFs],
    ['on a volume without them', failing('link', 'ENOTSUP')],
  ])('lets exactly one of racing callers create a file, %s', async (_name, calls) => {
    const fileSystem = fileSystemOn(calls, process.platform);
    const path = join(root, 'one');
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, index) => fileSystem.createExclusive(path, bytes(`content ${String(index)}`))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await fileSystem.readFile(path)).toEqual(bytes(`content ${String(won.indexOf(true))}`));
    expect(await fileSystem.list(root)).toEqual(['one']);
  });

  it.each(['ENOSPC', 'EIO'])('leaves nothing behind when %s stops an exclusive creation', async (code) => {
    const open: NodeCalls['open'] = async (path, ...rest) => {
      const handle = await nodeFs.open(path, ...rest);
      handle.sync = () => Promise.reject(Object.assign(new Error('planted'), { code }));
      return handle;
    };
    for (const link of [nodeFs.link, failing('link', 'ENOTSUP').link]) {
      const fileSystem = fileSystemOn({ ...nodeFs, open, link }, 'linux');
      await expect(fileSystem.createExclusive(join(root, 'one'), bytes('x'))).rejects.toMatchObject({
        details: { errno: code },
      });
      expect(await fileSystem.list(root)).toEqual([]);
    }
  });

  it('on Windows syncs no directory and tries a blocked rename again', async () => {
    const { calls, synced } = recording();
    let blocked = 2;
    const rename: NodeCalls['rename'] = (from, to) =>
      blocked-- > 0 ? Promise.reject(Object.assign(new Error('busy'), { code: 'EPERM' })) : nodeFs.rename(from, to);
    const fileSystem = fileSystemOn({ ...calls, rename }, 'win32');
    await nodeFs.writeFile(join(root, 'a'), 'x');
    await fileSystem.rename(join(root, 'a'), join(root, 'b'));
    await fileSystem.syncDirectory(root);
    expect(await fileSystem.list(root)).toEqual(['b']);
    expect(synced).toEqual([]);
    await expect(fileSystemOn(failing('rename', 'EPERM'), 'linux').rename('/a', '/b')).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('takes a file system that cannot sync directories for one that needs no sync', async () => {
    const open: NodeCalls['open'] = async (path, ...rest) => {
      const handle = await nodeFs.open(path, ...rest);
      handle.sync = () => Promise.reject(Object.assign(new Error('planted'), { code: 'EINVAL' }));
      return handle;
    };
    await fileSystemOn({ ...nodeFs, open }, 'linux').syncDirectory(root);
  });
});
