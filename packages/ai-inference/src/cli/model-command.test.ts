import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitEmbedder } from '../fit/fit-embedder.ts';
import { startTestMirror } from '../mirror/mirror.fixture.ts';
import { writeModelFolder } from '../testing/write-model-folder.ts';
import { commands } from './cli.ts';

let root: string;
let bundle: string;
let damaged: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-model-'));
  bundle = (await fitEmbedder({ texts: ['red green', 'green blue'], directory: root })).directory;
  damaged = (await fitEmbedder({ texts: ['red green'], directory: root })).directory;
  await writeFile(join(damaged, 'notes.txt'), 'extra');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function ai(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const [command] = commands;
  const { run } = await command!.load();
  const code = await run(argv, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    isTty: false,
    signal: new AbortController().signal,
    cwd: root,
    env: {},
  });
  return { code, stdout, stderr };
}

describe('ai model', () => {
  it('verifies an intact bundle in a folder relative to where it is called', async () => {
    const { code, stdout, stderr } = await ai('verify', basename(bundle));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`3 files match sha256:${basename(bundle)}`);
  });

  it('shows what a bundle is and how it was fitted, as text and as JSON', async () => {
    expect((await ai('inspect', bundle)).stdout).toContain('2 of 2 texts, 4 words');
    const json: unknown = JSON.parse((await ai('inspect', bundle, '--json')).stdout);
    expect(json).toMatchObject({
      isIntact: true,
      fingerprint: `sha256:${basename(bundle)}`,
      manifest: { dimensions: 3 },
      trainingRecord: { result: { vocabulary: 3 } },
    });
  });

  it('fails with 1 for a bundle that is not intact and names the file', async () => {
    const { code, stderr } = await ai('verify', damaged);
    expect(code).toBe(1);
    expect(stderr).toContain('notes.txt is not listed');
    const json = await ai('verify', damaged, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      isIntact: false,
      error: { code: 'integrity', details: { file: 'notes.txt' } },
    });
    expect((await ai('verify', bundle, '--fingerprint', `sha256:${'0'.repeat(64)}`)).code).toBe(1);
  });

  it('fails with 2 for wrong usage and a folder without a bundle', async () => {
    for (const argv of [
      [],
      ['polish', bundle],
      ['verify'],
      ['verify', bundle, bundle],
      ['verify', bundle, '--loud'],
      ['verify', join(root, 'nowhere')],
    ]) {
      const { code, stdout, stderr } = await ai(...argv);
      expect({ argv, code, stdout }).toEqual({ argv, code: 2, stdout: '' });
      expect(stderr).not.toBe('');
    }
  });

  it('makes a bundle from a model folder, and says what is missing to do so', async () => {
    const source = join(root, 'source');
    await writeModelFolder({ directory: source, task: 'tagging' });
    const { code, stdout, stderr } = await ai(
      'add',
      'source',
      '--to',
      'bundles',
      '--name',
      'people',
      '--max-tokens',
      '64',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('people for tagging');
    const json = JSON.parse((await ai('add', source, '--to', 'bundles', '--json')).stdout) as Record<string, string>;
    expect(await ai('verify', json['directory'] ?? '', '--fingerprint', json['fingerprint'] ?? '')).toMatchObject({
      code: 0,
    });
    for (const [argv, message] of [
      [['add', source], '--to needs a folder'],
      [['add', source, '--to', 'x', '--task', 'poetry'], '--task must be'],
      [['add', source, '--to', 'x', '--max-tokens', '0'], '--max-tokens must be'],
      [['add', join(root, 'nowhere'), '--to', 'x'], 'source is no folder'],
      [['add', bundle, '--to', 'x'], '--task'],
    ] as const) {
      const failed = await ai(...argv);
      expect(failed.code).toBe(2);
      expect(failed.stderr).toContain(message);
    }
  });

  it('pulls a bundle by its fingerprint, and not without', async () => {
    const files = new Map<string, Uint8Array>();
    for (const name of await readdir(bundle)) files.set(name, await readFile(join(bundle, name)));
    const mirror = await startTestMirror(files);
    try {
      const fingerprint = `sha256:${basename(bundle)}`;
      const { code, stdout, stderr } = await ai('pull', mirror.url, '--fingerprint', fingerprint, '--to', 'pulled');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(join(root, 'pulled', basename(bundle)));
      expect((await ai('verify', join('pulled', basename(bundle)), '--fingerprint', fingerprint)).code).toBe(0);
      for (const [argv, message] of [
        [['pull', mirror.url, '--to', 'x'], 'nothing is pulled without one'],
        [['pull', mirror.url, '--fingerprint', fingerprint], '--to needs'],
        [['pull', mirror.url, '--fingerprint', fingerprint, '--to', 'x', '--s3'], 'AWS_ACCESS_KEY_ID'],
        [['pull', 'http://models.example.com/x', '--fingerprint', fingerprint, '--to', 'x'], 'https://'],
      ] as const) {
        const failed = await ai(...argv);
        expect(failed.code).toBe(2);
        expect(failed.stderr).toContain(message);
      }
      const other = await ai('pull', mirror.url, '--fingerprint', `sha256:${'0'.repeat(64)}`, '--to', 'x', '--json');
      expect(other.code).toBe(1);
    } finally {
      await mirror.close();
    }
  });

  it('inspects a model folder and an ONNX file, too', async () => {
    const source = join(root, 'inspected');
    await writeModelFolder({ directory: source, task: 'classification', precision: 'int8', isExternal: true });
    for (const path of [source, join(source, 'model.onnx')]) {
      const { code, stdout } = await ai('inspect', path);
      expect(code).toBe(0);
      for (const part of [
        'input_ids int64 [batch, sequence]',
        'logits float32 [batch, 2]',
        'ai.onnx 17',
        'int8',
        'model.onnx_data',
      ])
        expect(stdout).toContain(part);
    }
    const json: unknown = JSON.parse((await ai('inspect', source, '--json')).stdout);
    expect(json).toMatchObject({ model: { irVersion: 8 }, memory: { loaded: expect.any(Number) } });
    await truncate(join(source, 'model.onnx'), 3_000);
    expect(await ai('inspect', source)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ONNX file is damaged'),
    });
    expect(await ai('inspect', join(root, 'nothing'))).toMatchObject({ code: 2 });
  });

  it('explains itself', async () => {
    const { code, stdout } = await ai('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('ai model verify <bundle>');
  });
});
