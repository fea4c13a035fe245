import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './support/folder.ts';
import { answerOf, program, type ProgramRun } from './support/program.ts';

const good = '# Lockers\n\nA parcel locker keeps a parcel for nine days.\n';

describe('a folder of bad input', () => {
  let corpus = '';
  let index = '';
  let first: ProgramRun;
  const ask = (question: string, as = 'engineer'): Promise<ProgramRun> =>
    program(['--corpus', corpus, '--index', index, '--ask', question, '--as', as, '--json']);

  beforeAll(async () => {
    corpus = await makeFolder({
      'good.md': good,
      'broken-utf8.txt': Buffer.concat([
        Buffer.from('The tail lift carries 750 kg. '),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from(' end\n'),
      ]),
      'binary.txt': Buffer.from([0x00, 0x01, 0x02, 0x00, 0xff, 0xfe, 0x00]),
      'empty.md': '',
      'blank.txt': ' \n\t\n',
      'photo.jpg': Buffer.from([0xff, 0xd8, 0xff]),
      'front.md': '---\ntitle: [broken\nacl: {allow: [tenant\n---\nThe bonus pool holds 91,000 EUR.\n',
      'group.md': '---\nacl:\n  allow: [group:enginering]\n---\nThe crane contract costs 12,400 EUR a month.\n',
      'orphan.txt.meta.yaml': 'title: nobody\n',
    });
    await mkdir(join(corpus, 'loop/inner'), { recursive: true });
    await symlink(corpus, join(corpus, 'loop/inner/again'));
    await symlink('/etc/hostname', join(corpus, 'outside.txt'));
    await writeFile(join(corpus, 'huge.txt'), 'word ');
    await truncate(join(corpus, 'huge.txt'), 50 * 1024 * 1024);
    index = join(await makeFolder(), 'state');
    first = await ask('How long does a parcel locker keep a parcel?');
  });

  it('stops nothing: what can be read is answered', () => {
    expect(first.code).toBe(0);
    expect(answerOf(first).answer).toContain('nine days');
    expect(first.stderr.split('\n')).not.toContain(expect.stringMatching(/fault/));
  });

  it.each([
    ['binary.txt', /skipped binary\.txt: .*not text/],
    ['empty.md', /skipped empty\.md: .*no text/],
    ['blank.txt', /skipped blank\.txt: .*no text/],
    ['photo.jpg', /skipped photo\.jpg: only \.md/],
    ['huge.txt', /skipped huge\.txt: .*larger than/],
    ['outside.txt', /skipped outside\.txt/],
    ['loop/inner/again', /skipped loop\/inner\/again/],
    ['orphan.txt.meta.yaml', /skipped orphan\.txt\.meta\.yaml/],
    ['broken-utf8.txt', /look at broken-utf8\.txt: .*UTF-8/],
    ['front.md', /look at front\.md/],
    ['group.md', /look at group\.md/],
  ])('reports %s', (_, message) => {
    expect(first.stderr).toMatch(message);
  });

  it('reads around broken bytes', async () => {
    const run = await ask('How much does the tail lift carry?');
    expect(answerOf(run).answer).toContain('750 kg');
  });

  it.each(['director', 'outsider'])('lets %s in nowhere by mistake', async (as) => {
    for (const question of ['How much does the bonus pool hold?', 'What does the crane contract cost a month?']) {
      const run = await ask(question, as);
      expect(answerOf(run).isAnswered).toBe(false);
      expect(run.stdout).not.toMatch(/91,000|12,400|front\.md|group\.md/);
    }
  });
});

describe('many files', () => {
  it('takes them all, and does nothing the second time', async () => {
    const count = process.env['AI_LONG'] === '1' ? 10_000 : 400;
    const names = Array.from({ length: count }, (_, number) => [
      `d${String(number % 40)}/note-${String(number)}.txt`,
      `Locker ${String(number)} stands at stop ${String(number * 7)}.\n`,
    ]);
    const corpus = await makeFolder(Object.fromEntries(names) as Record<string, string>);
    const state = join(await makeFolder(), 'state');
    const args = ['--corpus', corpus, '--index', state, '--json', '--ask', 'At which stop does locker 77 stand?'];
    const embedders = (): Promise<readonly string[]> => readdir(join(state, 'embedders')).catch(() => []);
    const first = await program(args);
    expect(first.stderr).toContain(`${String(count)} added`);
    expect(answerOf(first).answer).toContain('539');
    const fitted = await embedders();
    expect(fitted).toHaveLength(1);
    expect((await program(args)).stderr).toContain(`Documents: ${String(count)} unchanged; 0 embedding calls.`);
    expect(await embedders()).toEqual(fitted);
    // 10,000 files are made, read twice and indexed with every write synced: half a minute on an idle machine, several on a busy disk.
  }, 600_000);
});

/**
 * Runs the program as somebody who may read but not write these folders. Root keeps its identity, so that it reaches a checkout in a private folder too,
 * and gives up its capabilities (setpriv of util-linux), so that file modes bind it like anybody.
 */
async function withoutWriting(folders: readonly string[], args: readonly string[]): Promise<ProgramRun> {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const node = [process.execPath, '--conditions=@org/source', main, ...args];
  const [file = '', ...rest] =
    process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-all', '--bounding-set=-all', ...node] : node;
  const options = { env: { PATH: process.env['PATH'] ?? '' }, cwd: tmpdir() };
  for (const folder of folders) await chmod(folder, 0o555);
  try {
    return await new Promise((resolve, reject) => {
      execFile(file, rest, options, (error, stdout, stderr) => {
        // A text instead of a number: the program did not start, which says nothing about folders.
        if (error !== null && typeof error.code !== 'number')
          reject(new Error('the program did not start', { cause: error }));
        else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  } finally {
    for (const folder of folders) await chmod(folder, 0o755);
  }
}

describe('an index folder that cannot be used', () => {
  it('is named when it is no folder', async () => {
    const corpus = await makeFolder({ 'good.md': good });
    const run = await program(['--corpus', corpus, '--index', join(corpus, 'good.md'), '--ask', 'x']);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^assistant: .+/m);
    expect(run.stderr).not.toContain('unexpected fault');
  });

  it('is searched, and not written, when it is read-only', async () => {
    const corpus = await makeFolder({ 'good.md': good });
    const state = join(await makeFolder(), 'state');
    const question = ['--ask', 'How long does a parcel locker keep a parcel?'];
    await program(['--corpus', corpus, '--index', state, ...question]);
    const folders = [corpus, dirname(state), state, join(state, 'index')];
    const read = await withoutWriting(folders, ['--corpus', corpus, '--index', state, ...question]);
    expect(read.stdout).toContain('nine days');
    expect(read.stderr).toContain('The index folder cannot be written: documents are not read again');
  });

  it('is named when it is read-only and holds no index', async () => {
    const corpus = await makeFolder({ 'good.md': good });
    const state = await makeFolder();
    const run = await withoutWriting(
      [corpus, state],
      ['--corpus', corpus, '--index', join(state, 'new'), '--ask', 'x'],
    );
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/assistant: the index folder .* cannot be written and holds no index/);
  });

  it('does not answer from damaged files', async () => {
    const corpus = await makeFolder({ 'good.md': good });
    const state = join(await makeFolder(), 'state');
    const args = ['--corpus', corpus, '--index', state, '--ask', 'How long does a parcel locker keep a parcel?'];
    await program(args);
    for (const entry of await readdir(join(state, 'index'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      await writeFile(
        path,
        bytes.map((byte) => byte ^ 0x55),
      );
    }
    const run = await program(args);
    expect(run.code).toBe(2);
    expect(run.stderr).not.toContain('unexpected fault');
    await rm(state, { recursive: true });
    expect((await program(args)).stdout).toContain('nine days');
  });
});
