import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, updateApp, type UpdateAppOptions } from '../src/index.ts';
import { crashingDisk } from './crashing-disk.ts';
import { ownFiles, readAll, templatesOf, temporaryFolder, writeAll, type Contents } from './projects.ts';

const first = { 'a.md': 'one\ntwo\nthree\n', 'b.txt': 'b\n', 'gone.txt': 'g\n', 'p.png': Buffer.from([0, 1]) };
const second = { 'a.md': 'one\ntwo\nTHREE\n', 'b.txt': 'B\n', 'new.txt': 'n\n', 'p.png': Buffer.from([0, 2]) };
let folder: ReturnType<typeof temporaryFolder>;
let project: string;
beforeEach(async () => {
  folder = temporaryFolder();
  project = await make(first);
});
afterEach(() => folder.remove());

async function make(files: Contents): Promise<string> {
  const options = {
    name: 'app',
    directory: folder.path,
    templates: templatesOf(files),
    template: 'demo',
    toolVersion: '1.0.0',
  };
  return (await createApp(options)).directory;
}
function update(options: Partial<UpdateAppOptions> = {}): ReturnType<typeof updateApp> {
  return updateApp({ directory: project, templates: templatesOf(second, '1.1.0'), toolVersion: '1.1.0', ...options });
}

describe('updateApp', () => {
  it('brings a project that nobody edited to the new version, file by file', async () => {
    const { changes, conflicts, from, to } = await update();
    expect([from, to, conflicts]).toEqual(['1.0.0', '1.1.0', []]);
    expect(changes).toEqual([
      { path: 'a.md', action: 'replace' },
      { path: 'b.txt', action: 'replace' },
      { path: 'gone.txt', action: 'delete' },
      { path: 'new.txt', action: 'add' },
      { path: 'p.png', action: 'replace' },
    ]);
    expect(ownFiles(project)).toEqual(
      Object.fromEntries(Object.entries(second).map(([path, text]) => [path, text.toString('latin1')])),
    );
    expect(await update()).toMatchObject({ changes: [], conflicts: [] });
  });

  it('merges, marks, and leaves alone', async () => {
    writeAll(project, {
      'a.md': 'ONE\ntwo\nthree\n',
      'b.txt': 'mine\n',
      'gone.txt': 'still wanted\n',
      'new.txt': 'my own\n',
    });
    writeFileSync(join(project, 'p.png'), Buffer.from([0, 3]));
    const { changes, conflicts } = await update();
    expect(changes).toEqual([
      { path: 'a.md', action: 'merge' },
      { path: 'b.txt', action: 'conflict' },
      { path: 'gone.txt', action: 'keep-changed' },
      { path: 'new.txt', action: 'conflict', writtenTo: 'new.txt.from-template' },
      { path: 'p.png', action: 'conflict', writtenTo: 'p.png.from-template' },
    ]);
    expect(conflicts).toEqual(['b.txt', 'new.txt.from-template', 'p.png.from-template']);
    expect(ownFiles(project)).toMatchObject({
      'a.md': 'ONE\ntwo\nTHREE\n',
      'b.txt': '<<<<<<< yours\nmine\n=======\nB\n>>>>>>> template\n',
      'gone.txt': 'still wanted\n',
      'new.txt': 'my own\n',
      'new.txt.from-template': 'n\n',
      'p.png': '\0\x03',
      'p.png.from-template': '\0\x02',
    });
    await expect(update()).rejects.toThrow(/b\.txt still holds conflict markers/);
  });

  it('leaves deleted what was deleted', async () => {
    rmSync(join(project, 'a.md'));
    expect((await update()).changes).toContainEqual({ path: 'a.md', action: 'keep-deleted' });
    expect(existsSync(join(project, 'a.md'))).toBe(false);
    await update({ templates: templatesOf({ ...second, 'a.md': 'four\n' }, '1.2.0'), toolVersion: '1.2.0' });
    expect(existsSync(join(project, 'a.md'))).toBe(false);
  });

  it('takes line ends of another system for no edit, and keeps them', async () => {
    writeFileSync(join(project, 'a.md'), 'one\r\ntwo\r\nthree\r\n');
    expect((await update()).changes).toContainEqual({ path: 'a.md', action: 'replace' });
    expect(readFileSync(join(project, 'a.md'), 'utf8')).toBe('one\r\ntwo\r\nTHREE\r\n');
  });

  it('says on a dry run what it would do, and does nothing', async () => {
    const before = readAll(project);
    expect((await update({ isDryRun: true })).changes).toHaveLength(5);
    expect(readAll(project)).toEqual(before);
  });

  it('leaves every difference to the user where the first version is not known any more', async () => {
    writeFileSync(join(project, '.ai-app/base.json.gz'), 'not gzip');
    writeFileSync(join(project, 'a.md'), 'mine\n');
    const { conflicts } = await update();
    expect(conflicts).toEqual(['a.md', 'b.txt', 'p.png.from-template']);
    expect(readFileSync(join(project, 'a.md'), 'utf8')).toContain('<<<<<<< yours\nmine\n=======\none\n');
    expect(readFileSync(join(project, 'gone.txt'), 'utf8')).toBe('g\n');
  });

  it.each([
    ['a newer tool', { toolVersion: '0.9.0' }, /made with create-ai-app 1\.0\.0, and this is 0\.9\.0: run npm create/],
    [
      'a newer template',
      { templates: templatesOf(second, '0.9.0') },
      /from demo 1\.0\.0, and this tool has 0\.9\.0: run npm/,
    ],
  ])('refuses a project of %s and says what to run', async (_name, options, message) => {
    const before = readAll(project);
    await expect(update(options)).rejects.toThrow(message);
    expect(readAll(project)).toEqual(before);
  });

  it.each([
    ['no record', undefined, 'no-record'],
    ['no JSON', '{', 'invalid-record'],
    ['a later form', '{"schemaVersion":2}', 'newer-version'],
    ['paths that lead out', JSON.stringify({ schemaVersion: 1, files: { '../x': '0'.repeat(64) } }), 'invalid-record'],
    ['unknown fields', '{"schemaVersion":1,"extra":true}', 'invalid-record'],
  ])('refuses a project with %s', async (_name, text, code) => {
    rmSync(join(project, '.ai-app.json'));
    if (text !== undefined) writeFileSync(join(project, '.ai-app.json'), text);
    await expect(update()).rejects.toMatchObject({ code });
  });

  it('writes through no link', async () => {
    const outside = join(folder.path, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(project, 'docs'), 'junction');
    const templates = templatesOf({ ...first, 'docs/page.md': 'x' }, '1.1.0');
    await expect(update({ templates })).rejects.toMatchObject({ code: 'blocked-path' });
    expect(readAll(outside)).toEqual({});
  });

  it.runIf(process.platform !== 'win32')('puts the new file beside a link in its place', async () => {
    rmSync(join(project, 'b.txt'));
    writeFileSync(join(folder.path, 'target'), 'linked');
    symlinkSync(join(folder.path, 'target'), join(project, 'b.txt'));
    expect((await update()).conflicts).toEqual(['b.txt.from-template']);
    expect(readFileSync(join(folder.path, 'target'), 'utf8')).toBe('linked');
  });

  it('is refused while another process updates, and takes over from one that is gone', async () => {
    writeFileSync(join(project, `.ai-app/lock-${process.ppid}`), '');
    await expect(update()).rejects.toMatchObject({ code: 'busy' });
    rmSync(join(project, `.ai-app/lock-${process.ppid}`));
    writeFileSync(join(project, '.ai-app/lock-999999999'), '');
    await update();
    expect(Object.keys(readAll(project)).filter((path) => path.includes('lock'))).toEqual([]);
  });

  it('stops before the first change when it is told to', async () => {
    const before = readAll(project);
    await expect(update({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(readAll(project)).toEqual(before);
  });
});

describe('updateApp, killed with a signal', () => {
  it('is completed by the next run, or has changed nothing', async () => {
    writeAll(project, { 'a.md': 'ONE\ntwo\nthree\n', 'b.txt': 'mine\n' });
    const start = join(folder.path, 'start');
    cpSync(project, start, { recursive: true });
    const counting = crashingDisk(Infinity);
    await update({ disk: counting });
    const wanted = ownFiles(project);
    const program = fileURLToPath(new URL('./killed-update.ts', import.meta.url));
    // Every second operation: each run is a process of its own.
    for (let at = 1; at < counting.count; at += 2) {
      rmSync(project, { recursive: true });
      cpSync(start, project, { recursive: true });
      const { signal } = spawnSync(process.execPath, [...process.execArgv, program, project, String(at)]);
      expect(signal).toBe('SIGKILL');
      if (!existsSync(join(project, '.ai-app/update/journal.json')))
        expect([ownFiles(start), wanted]).toContainEqual(ownFiles(project));
      await update().catch(() => undefined);
      expect(ownFiles(project)).toEqual(wanted);
      expect(existsSync(join(project, '.ai-app/update'))).toBe(false);
    }
  });
});
