import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiError, type CommandIo } from '@org/ai-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packDocx, paragraph } from '../folder/docx/docx.fixture.ts';
import { writePdf } from '../folder/pdf/pdf.fixture.ts';
import { commands } from './cli.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
  await mkdir(join(cwd, 'docs'));
  await writeFile(
    join(cwd, 'docs/refunds.md'),
    '---\nacl: {allow: [tenant]}\n---\n# Refunds\n\nA refund above 500 EUR needs the head of finance.\n',
  );
  await writeFile(
    join(cwd, 'docs/salaries.md'),
    '---\nacl: {allow: ["group:people"]}\n---\nSalaries and refund rules of people.\n',
  );
  await writeFile(join(cwd, 'docs/logo.png'), 'x');
});
afterEach(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function ai(name: string, ...argv: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' };
  const io: CommandIo = {
    stdout: (text) => (out.stdout += text),
    stderr: (text) => (out.stderr += text),
    isTty: false,
    signal: new AbortController().signal,
    cwd,
    env: {},
  };
  const command = await commands.find((each) => each.name === name)?.load();
  const code = (await command?.run(argv, io)) ?? -1;
  return { code, ...out };
}

describe('ai ingest and ai search', () => {
  it('index a folder and show each user what that user may read', async () => {
    const first = await ai('ingest', 'docs', '--index', 'index', '--tenant', 't', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({
      isDryRun: false,
      added: 2,
      skipped: [{ path: 'logo.png', code: 'unsupported-type' }],
      problems: [],
    });
    const asUser = await ai('search', 'refund rules', '--index', 'index', '--tenant', 't', '--as', 'ann', '--json');
    expect(asUser.stdout).toContain('refunds.md');
    expect(asUser.stdout).not.toMatch(/salaries/i);
    const asPeople = await ai(
      'search',
      'refund rules',
      '--index',
      'index',
      '--tenant',
      't',
      '--as',
      'ann',
      '--groups',
      'people',
    );
    expect(asPeople.stdout).toContain('salaries.md');
    expect((await ai('search', 'refund', '--index', 'index', '--tenant', 't', '--as', 'anonymous')).stdout).toContain(
      '0 of 0',
    );
    await rm(join(cwd, 'docs/salaries.md'));
    expect((await ai('ingest', 'docs', '--index', 'index', '--tenant', 't', '--delete-missing')).stdout).toMatch(
      /deleted +1/,
    );
  });

  it('read tables, PDF and DOCX with the rules of their sidecars, and go on behind a broken file', async () => {
    await rm(join(cwd, 'docs'), { recursive: true });
    await mkdir(join(cwd, 'docs'));
    await writeFile(join(cwd, 'docs/depots.csv'), 'city,opens\nBremen,06:30\n');
    await writeFile(join(cwd, 'docs/salaries.pdf'), writePdf([['Drivers earn 20 EUR in Bremen.']]));
    await writeFile(join(cwd, 'docs/salaries.pdf.meta.yaml'), 'acl: {allow: ["group:people"]}');
    await writeFile(join(cwd, 'docs/fees.docx'), packDocx([paragraph('Bremen takes no fee.')]));
    await writeFile(join(cwd, 'docs/broken.pdf'), 'x');
    await writeFile(join(cwd, 'docs/large.txt'), 'x'.repeat(1_048_577));
    const done = await ai(
      'ingest',
      'docs',
      '--index',
      'i',
      '--tenant',
      't',
      '--default-acl',
      'tenant',
      '--max-file-mib',
      '1',
      '--json',
    );
    expect(JSON.parse(done.stdout)).toMatchObject({
      added: 3,
      skipped: [
        { path: 'broken.pdf', code: 'damaged' },
        { path: 'large.txt', code: 'too-large' },
      ],
    });
    const search = ['search', 'Bremen', '--index', 'i', '--tenant', 't', '--as', 'ann', '--json'] as const;
    const asUser = await ai(...search);
    expect(asUser.stdout).toContain('fees.docx');
    expect(asUser.stdout).toContain('city: Bremen');
    expect(asUser.stdout).not.toContain('salaries');
    expect((await ai(...search, '--groups', 'people')).stdout).toContain('"Page 1"');
  });

  it('write nothing in a dry run', async () => {
    const { stdout } = await ai('ingest', 'docs', '--tenant', 't', '--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ isDryRun: true, documents: 2, chunks: 2 });
    await expect(ai('search', 'x', '--index', 'index', '--tenant', 't', '--as', 'a')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it.each([
    ['ingest', ['.', '--index', 'i']],
    ['ingest', ['--index', 'i', '--tenant', 't']],
    ['ingest', ['.', '--index', 'i', '--tenant', 't', '--unknown']],
    ['ingest', ['.', '--index', 'i', '--tenant', 't', '--max-file-mib', '0.5']],
    ['ingest', ['.', '--index', 'i', '--tenant', 't', '--max-file-mib', '100000']],
    ['search', ['q', '--index', 'i', '--tenant', 't']],
    ['search', ['q', '--index', 'i', '--tenant', 't', '--as', 'a', '--limit', 'x']],
  ])('say what is wrong with: %s %j', async (name, argv) => {
    const error: unknown = await ai(name, ...argv).catch((reason: unknown) => reason);
    expect(AiError.is(error, 'invalid-input')).toBe(true);
  });

  it.each(['ingest', 'search'])('%s --help', async (name) => {
    expect((await ai(name, '--help')).stdout).toContain(`Usage: ai ${name}`);
  });
});
