import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandIo } from '@org/ai-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numbered, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { openIndexVersions } from '../versions/versions.ts';
import { commands } from './cli.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
  await mkdir(join(cwd, 'docs'));
  const write = (name: string, acl: string, text: string): Promise<void> =>
    writeFile(join(cwd, 'docs', name), `---\nacl: ${acl}\n---\n${text}\n`);
  await write('refunds.md', '{allow: [tenant]}', 'A refund above 500 EUR needs the head of finance.');
  await write(
    'plan.md',
    '{allow: ["group:board"], require: [{attribute: region, oneOf: [eu]}]}',
    'Canary7 is planned.',
  );
  await ai('ingest', 'docs', '--index', 'index', '--tenant', 't');
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function ai(name: string, ...argv: readonly string[]): Promise<{ code: number; stdout: string }> {
  const out = { stdout: '' };
  const io: CommandIo = {
    stdout: (text) => (out.stdout += text),
    stderr: () => undefined,
    isTty: false,
    signal: new AbortController().signal,
    cwd,
    env: {},
  };
  const command = await commands.find((each) => each.name === name)?.load();
  return { code: (await command?.run(argv, io)) ?? -1, ...out };
}

const index = (action: string, ...argv: readonly string[]): ReturnType<typeof ai> =>
  ai('index', action, ...argv, '--index', 'index');

async function everyByte(): Promise<string> {
  const names = await readdir(join(cwd, 'index'), { recursive: true, withFileTypes: true });
  const contents = names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name)));
  return (await Promise.all(contents)).map((bytes) => bytes.toString('latin1')).join('\n');
}

describe('ai index', () => {
  it('shows what there is, and searches as a user', async () => {
    expect((await index('stats')).stdout).toMatch(
      /generation 1\nt {2}2 documents, 2 passages, 0 dead, 1 segment, 0\.00 MB/,
    );
    expect(JSON.parse((await index('stats', '--json')).stdout)).toMatchObject({ tenants: [{ documents: 2 }] });
    const found = await index('search', 'refund', '--tenant', 't', '--as', 'ann');
    expect(found.stdout).toContain('refunds.md');
    expect(found.stdout).toContain('1 documents are readable');
  });

  it('shows the versions of an index, and what each promotion stood on', async () => {
    const versions = await openIndexVersions({
      directory: join(cwd, 'versions'),
      open: ({ maxTokens = 220 }) => ({ chunking: { maxTokens: Number(maxTokens), minTokens: 16 } }),
    });
    await versions.live.ingest(streamOf(numbered(20)), { context: writer });
    const id = await versions.create({ maxTokens: 100 });
    const queries = numbered(20).map((document) => ({
      id: document.id,
      query: document.text,
      principal: user().principal,
    }));
    const judgements = new Map(queries.map((query) => [query.id, new Map([[query.id, 1]])]));
    await versions.promote(id, { queries, judgements });
    await versions.live.close();
    const { stdout } = await ai('index', 'versions', '--index', 'versions');
    expect(stdout).toMatch(/^v1 {2}answered before, \{\}\nv2 {2}answers, \{"maxTokens":100\}\n/);
    expect(stdout).toContain('v2 promoted, before it v1: ndcg@10 1.000 against 1.000 on 20 queries');
    await expect(index('versions')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reports on a tenant in one page, with the slowest queries of those that are given', async () => {
    await writeFile(join(cwd, 'queries.txt'), 'refund\n\nfinance <b>\n');
    const { stdout } = await index(
      'report',
      '--tenant',
      't',
      '--to',
      'r.html',
      '--queries',
      'queries.txt',
      '--as',
      'ann',
    );
    expect(stdout).toContain('r.html');
    const page = await readFile(join(cwd, 'r.html'), 'utf8');
    expect(page).toContain('2 documents, 2 chunks');
    expect(page).toContain('<td>finance &lt;b&gt;</td>');
    expect(page).not.toMatch(/sourceMappingURL|https?:\/\/(?!www\.chartjs\.org|www\.w3\.org|github\.com)/);
    await expect(index('report', '--tenant', 'u', '--to', 'r.html')).rejects.toMatchObject({ code: 'not-found' });
    await expect(index('report', '--tenant', 't')).rejects.toThrow(/--to/);
    const missing = ['--tenant', 't', '--to', 'r.html', '--queries', 'none.txt', '--as', 'ann'];
    await expect(index('report', ...missing)).rejects.toThrow(/--queries/);
  });

  it('verifies, with an exit code for scripts', async () => {
    expect(await index('verify')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('all as they were written') as string,
    });
    const [folder = ''] = await readdir(join(cwd, 'index/segments'));
    const [segment = ''] = await readdir(join(cwd, 'index/segments', folder));
    await writeFile(join(cwd, 'index/segments', folder, segment), 'x');
    const broken = await index('verify');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain(`${segment}: `);
  });

  it('explains access, with groups and attributes', async () => {
    const explain = async (...argv: readonly string[]): Promise<string> =>
      (await index('explain', 'plan.md', '--tenant', 't', '--as', 'ann', ...argv)).stdout;
    expect(await explain()).toMatch(/^may not read: /);
    expect(await explain('--groups', 'board')).toMatch(/^may not read: .*condition/);
    expect(await explain('--groups', 'board', '--attribute', 'region=eu')).toMatch(/^may read: /);
    await expect(index('explain', 'none.md', '--tenant', 't', '--as', 'ann')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('erases, compacts and copies', async () => {
    expect((await index('snapshot', '--to', 'copy')).stdout).toContain('1 file');
    expect(await everyByte()).toMatch(/canary7/i);
    const erased = await index('erase', 'plan.md', 'none.md', '--tenant', 't');
    expect(erased.stdout).toMatch(/erased plan\.md sha256:[\s\S]*not there: none\.md/);
    expect(await everyByte()).not.toMatch(/canary7/i);
    expect((await index('compact', '--tenant', 't')).stdout).toContain('0 files (0.00 MB) removed');
    expect((await index('erase', '--subject', 'ann', '--tenant', 't')).stdout).toContain('keep this record');
    expect((await ai('index', 'stats', '--index', 'copy')).stdout).toContain('2 documents');
  });

  it.each([
    ['an unknown action', ['melt'], /give one action: stats/],
    ['no action', [], /give one action/],
    ['the name of a method that every object has', ['toString'], /give one action/],
    ['nothing to erase', ['erase', '--tenant', 't'], /names of documents, or --subject/],
    ['both ways to erase', ['erase', 'a', '--subject', 's', '--tenant', 't'], /not both/],
    ['a compaction of no tenant', ['compact'], /--tenant is missing/],
    ['a snapshot to nowhere', ['snapshot'], /--to is missing/],
    ['names where none belong', ['verify', 'x'], /takes no names/],
    ['an attribute without a value', ['explain', 'a', '--tenant', 't', '--as', 'u', '--attribute', 'x'], /NAME=VALUE/],
  ])('refuses %s', async (_, argv, message) => {
    await expect(ai('index', ...argv, '--index', 'index')).rejects.toThrow(message);
  });

  it('has help that names every action', async () => {
    const { stdout, code } = await ai('index', '--help');
    expect(code).toBe(0);
    for (const action of ['stats', 'verify', 'search', 'explain', 'compact', 'erase', 'snapshot'])
      expect(stdout).toContain(`  ${action}`);
  });
});
