import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutTemplates, createApp, createNodeDisk, type CreateAppOptions, type Disk } from '../src/index.ts';
import { Crash, crashingDisk } from './crashing-disk.ts';
import { ownFiles, readAll, templatesOf, temporaryFolder, writeAll } from './projects.ts';

const files = {
  'package.json': '{\n  "name": "demo",\n  "dependencies": {\n    "zod": "4"\n  }\n}\n',
  'README.md': '# demo\n\ndemo-image demos pademo demo.\n',
  'src/deep/main.ts': 'export const name = "demo";\n',
  'picture.png': Buffer.from([0x89, 0x50, 0, 1]),
};
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder.remove());

function make(options: Partial<CreateAppOptions> = {}): ReturnType<typeof createApp> {
  const templates = templatesOf(files, '1.0.0', { nameIn: ['README.md'] });
  return createApp({
    name: 'shop',
    directory: folder.path,
    templates,
    template: 'demo',
    toolVersion: '1.0.0',
    ...options,
  });
}
const names = (path = ''): readonly string[] => readdirSync(join(folder.path, path)).sort();

describe('createApp', () => {
  it('writes the files of the template under the name of the project', async () => {
    const created = await make();
    expect(created).toMatchObject({ directory: join(folder.path, 'shop'), name: 'shop', templateVersion: '1.0.0' });
    const written = ownFiles(created.directory);
    expect(JSON.parse(written['package.json'] ?? '')).toEqual({ name: 'shop', dependencies: { zod: '4' } });
    expect(written['README.md']).toBe('# shop\n\nshop-image demos pademo shop.\n');
    expect(written['src/deep/main.ts']).toContain('"demo"');
    expect(written['picture.png']).toBe(files['picture.png'].toString('latin1'));
    expect(names()).toEqual(['shop']);
  });

  it('records template, versions, answers and the digest of every file', async () => {
    const { directory, files: written } = await make();
    const record = JSON.parse(readFileSync(join(directory, '.ai-app.json'), 'utf8')) as { files: object };
    expect(record).toMatchObject({
      schemaVersion: 1,
      template: 'demo',
      templateVersion: '1.0.0',
      toolVersion: '1.0.0',
      name: 'shop',
    });
    expect(Object.keys(record.files)).toEqual(['README.md', 'package.json', 'picture.png', 'src/deep/main.ts']);
    expect(written).toEqual([...Object.keys(record.files), '.ai-app.json', '.ai-app/base.json.gz'].sort());
  });

  it('gives a scoped package the folder of its second part', async () => {
    expect(await make({ name: '@acme/shop' })).toMatchObject({
      directory: join(folder.path, 'shop'),
      name: '@acme/shop',
    });
  });

  it('writes nothing on a dry run', async () => {
    expect((await make({ isDryRun: true })).files).toContain('src/deep/main.ts');
    expect(names()).toEqual([]);
  });

  it('puts answers where the template says, and the defaults without answers', async () => {
    const question = { id: 'region', message: 'Region', default: 'eu-1', choices: ['eu-1', 'us-1'], files: ['r.txt'] };
    const templates = templatesOf({ 'r.txt': 'eu-1 eu-12', 'x.txt': 'eu-1' }, '1.0.0', { questions: [question] });
    const a = await make({ templates, name: 'a', answers: { region: 'us-1' } });
    expect(ownFiles(a.directory)).toEqual({ 'r.txt': 'us-1 eu-12', 'x.txt': 'eu-1' });
    const b = await make({ templates, name: 'b' });
    expect(ownFiles(b.directory)['r.txt']).toBe('eu-1 eu-12');
    await expect(make({ templates, name: 'c', answers: { region: 'mars' } })).rejects.toMatchObject({
      code: 'invalid-answer',
    });
    await expect(make({ templates, name: 'c', answers: { planet: 'x' } })).rejects.toThrow(/does not ask "planet"/);
    expect(names()).toEqual(['a', 'b']);
  });

  it.each([
    [{ name: '../out' }, 'invalid-name'],
    [{ name: 'zod' }, 'invalid-name'],
  ])('refuses %j before anything is written', async (options, code) => {
    await expect(make(options)).rejects.toMatchObject({ code });
    expect(names()).toEqual([]);
  });

  it.each([[['.git/HEAD']], [['.DS_Store']], [[]]])(
    'takes a folder that is empty but for %j, which stays',
    async (inside) => {
      mkdirSync(join(folder.path, 'shop'));
      writeAll(join(folder.path, 'shop'), Object.fromEntries(inside.map((path) => [path, 'kept'])));
      await make();
      const written = ownFiles(join(folder.path, 'shop'));
      expect(written['README.md']).toContain('# shop');
      for (const path of inside) expect(written[path]).toBe('kept');
      expect(names('shop').filter((name) => name.startsWith('.create'))).toEqual([]);
    },
  );

  it('makes the project in the folder itself with the name "."', async () => {
    mkdirSync(join(folder.path, 'here'));
    expect(await make({ name: '.', directory: join(folder.path, 'here') })).toMatchObject({ name: 'here' });
    expect(names('here')).toContain('README.md');
  });

  it.each([
    ['a file in it', { 'shop/notes.txt': 'mine' }, /is not empty \(notes\.txt\)/],
    ['a file of that name', { shop: 'mine' }, /is no folder/],
  ])('refuses %s, and leaves it alone', async (_name, before, message) => {
    writeAll(folder.path, before);
    await expect(make()).rejects.toThrow(message);
    await expect(make()).rejects.toMatchObject({ code: 'folder-not-empty' });
    expect(readAll(folder.path)).toEqual(before);
  });

  it('leaves nothing when the disk fails half-way', async () => {
    const disk = createNodeDisk();
    const full: Disk = {
      ...disk,
      makeFolder: (path) => (path.endsWith('deep') ? Promise.reject(new Error('disk full')) : disk.makeFolder(path)),
    };
    await expect(make({ disk: full })).rejects.toThrow('disk full');
    expect(names()).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('says which folder may not be written, and what to do', async () => {
    chmodSync(folder.path, 0o555);
    // Root may write everywhere but into what the kernel keeps for itself.
    const directory = process.getuid?.() === 0 ? '/sys' : folder.path;
    const outcome = make({ directory });
    await expect(outcome).rejects.toThrow(/cannot be accessed: choose another folder, or change its permissions/);
    await expect(outcome).rejects.toMatchObject({ code: 'no-permission' });
    chmodSync(folder.path, 0o755);
    expect(names()).toEqual([]);
  });

  it('says that a file is in the way of a folder', async () => {
    writeFileSync(join(folder.path, 'file'), '');
    await expect(make({ directory: join(folder.path, 'file') })).rejects.toMatchObject({ code: 'blocked-path' });
  });

  it('leaves nothing when it is stopped', async () => {
    const stop = new AbortController();
    const disk = createNodeDisk();
    const stopping: Disk = {
      ...disk,
      write: async (path, content) => {
        await disk.write(path, content);
        stop.abort();
      },
    };
    await expect(make({ disk: stopping, signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(names()).toEqual([]);
    mkdirSync(join(folder.path, 'shop'));
    await expect(make({ disk: stopping, signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(names('shop')).toEqual([]);
  });
});

/** Kills a scaffold at each of its operations, and throws where the project is neither whole nor absent, or the next run does not clear up. */
async function survives(isThere: boolean, fault: (disk: Disk) => Disk = (disk) => disk): Promise<void> {
  const whole = ownFiles((await make({ name: 'whole' })).directory);
  const place = (): void => {
    if (isThere) writeAll(join(folder.path, 'shop'), { '.git/HEAD': 'kept' });
  };
  place();
  const counting = crashingDisk(Infinity);
  await make({ disk: fault(counting) });
  for (let at = 0; at < counting.count; at++) {
    folder.remove();
    mkdirSync(folder.path);
    place();
    await expect(make({ disk: fault(asAnotherProcess(crashingDisk(at))) })).rejects.toBeInstanceOf(Crash);
    if (!isThere && names().includes('shop'))
      expect(Object.keys(ownFiles(join(folder.path, 'shop')))).toEqual(Object.keys(whole));
    const outcome = await make().catch((error: unknown) => error);
    // What was complete is left as it is; what was not is made anew.
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'folder-not-empty' });
    expect(names()).toEqual(['shop']);
    const made = ownFiles(join(folder.path, 'shop'));
    if (isThere) expect(made['.git/HEAD']).toBe('kept');
    Reflect.deleteProperty(made, '.git/HEAD');
    expect(Object.keys(made)).toEqual(Object.keys(whole));
    expect(existsSync(join(folder.path, 'shop/.ai-app.json'))).toBe(true);
  }
}

describe('createApp, killed at any operation', () => {
  it.each([
    ['beside', false],
    ['into an empty repository', true],
  ])('%s: the project is whole or not there, and the next run clears up', (_name, isThere) => survives(isThere));

  it('would be noticed if it wrote into the final folder at once', async () => {
    const atOnce = (disk: Disk): Disk => mapped(disk, (path) => path.replace(/\.shop\.create-ai-app-\d+/, 'shop'));
    await expect(survives(false, atOnce)).rejects.toThrow(/to deeply equal/);
  });
});

/** Names what a run leaves after a process that is gone: this one lives on. */
function asAnotherProcess(disk: Disk): Disk {
  return mapped(disk, (path) => path.replace(`-${process.pid}`, '-999999999'));
}

/** A disk on which paths are others. */
function mapped(disk: Disk, map: (path: string) => string): Disk {
  return {
    ...disk,
    kind: (path) => disk.kind(map(path)),
    read: (path) => disk.read(map(path)),
    list: (path) => disk.list(map(path)),
    write: (path, content) => disk.write(map(path), content),
    rename: (from, to) => disk.rename(map(from), map(to)),
    remove: (path) => disk.remove(map(path)),
    makeFolder: (path) => disk.makeFolder(map(path)),
    sync: (path) => disk.sync(map(path)),
  };
}

describe('checkoutTemplates', () => {
  it('takes nothing that grew beside a template, keys of development least of all', async () => {
    writeAll(folder.path, {
      'packages/ai-core/package.json': '{"name":"@org/ai-core","version":"1.2.0"}',
      'templates/demo/template.json': '{"title":"D","description":"d","version":"1.0.0","questions":[]}',
      'templates/demo/README.md': '# demo\n',
      'templates/demo/.dev/private.jwk.json': '{}',
      'templates/demo/.index/index.json': '{}',
      'templates/demo/.env': 'KEY=1\n',
      'templates/demo/node_modules/x/index.js': '',
    });
    const { files } = await (await checkoutTemplates(createNodeDisk(), folder.path)).read('demo');
    expect([...files.keys()]).toEqual(['README.md']);
  });
});
