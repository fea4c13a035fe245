import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitEmbedder } from '../fit/fit-embedder.ts';
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

  it('explains itself', async () => {
    const { code, stdout } = await ai('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('ai model verify <folder>');
  });
});
