import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { startTestMirror, type TestMirror } from '../mirror/mirror.fixture.ts';
import { tinyShape } from '../testing/encoder-shape.ts';
import { writeModelFolder } from '../testing/write-model-folder.ts';
import { addModel } from './add-model.ts';

const kills = process.env['AI_LONG'] === '1' ? 40 : 8;
const program = fileURLToPath(new URL('./bring.child.fixture.ts', import.meta.url));
let root: string;
let source: string;
let mirror: TestMirror;
let fingerprint: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-kill-'));
  source = join(root, 'source');
  // Large enough that a kill can meet the copying.
  await writeModelFolder({
    directory: source,
    task: 'embedding',
    shape: { ...tinyShape, vocabulary: 60_000 },
    isExternal: true,
  });
  const made = await addModel({ source, directory: join(root, 'made') });
  fingerprint = made.manifest.digest;
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(made.directory)) files.set(name, await readFile(join(made.directory, name)));
  mirror = await startTestMirror(files);
});
afterAll(async () => {
  await mirror.close();
  await rm(root, { recursive: true, force: true });
});

/** Starts to bring a bundle and kills the process at some message, or lets it end. */
function bringAndKill(args: readonly string[], message: number): Promise<void> {
  return new Promise((resolve) => {
    const child = fork(program, args, { execArgv: ['--conditions=@org/source'], stdio: 'ignore' });
    let seen = 0;
    child.on('message', () => {
      seen += 1;
      if (seen === message) child.kill('SIGKILL');
    });
    child.once('exit', () => {
      resolve();
    });
  });
}

describe.each([
  ['made from a folder', (): readonly string[] => [source]],
  ['pulled from a mirror', (): readonly string[] => [mirror.url]],
] as const)('a bundle that is being %s', (_, from) => {
  it('is whole or not there whenever the process is killed, and is there after the next run', async () => {
    const directory = await mkdtemp(join(root, 'to-'));
    const isPull = from()[0] === mirror.url;
    const args = [...from(), directory, ...(isPull ? [fingerprint] : [])];
    for (let kill = 0; kill < kills; kill += 1) {
      await bringAndKill(args, 1 + (kill % 12));
      for (const name of await readdir(directory)) {
        if (name.startsWith('.')) continue;
        await expect(verifyBundle(join(directory, name))).resolves.toMatchObject({ digest: fingerprint });
        // So that the next run has something to do.
        await rm(join(directory, name), { recursive: true });
      }
    }
    await bringAndKill(args, Infinity);
    await expect(
      verifyBundle(join(directory, fingerprint.slice('sha256:'.length)), { fingerprint }),
    ).resolves.toBeDefined();
  }, 300_000);
});
