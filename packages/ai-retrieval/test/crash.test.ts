import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { expect, it } from 'vitest';
import { openFolderIndex, type FolderIndex } from '../src/index.ts';
import { createRandom } from '../src/testing/world.ts';
import { crashSize, ingestVersion, visibleState } from './story.ts';

const kills = process.env['AI_LONG'] === '1' ? 200 : 8;
const program = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));

function open(directory: string): Promise<FolderIndex> {
  return openFolderIndex({ directory, embedding: createFakeEmbeddingModel({ dimensions: 4 }) });
}

/** Ends the writer with SIGKILL after it has announced `documents` of them; tells how far it came. */
async function killedAfter(documents: number, directory: string, version: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=@org/source', program, directory, String(version)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'done') break;
    if (++seen === documents) child.kill('SIGKILL');
  }
  return seen;
}

it(`opens whole after each of ${String(kills)} kills during ingestion, and ends where an uninterrupted run does`, async () => {
  const random = createRandom(11);
  const root = await mkdtemp(join(tmpdir(), 'crash-'));
  try {
    const directory = join(root, 'index');
    const expected: string[] = [];
    for (const version of [1, 2]) {
      const calm = await open(join(root, `calm-${String(version)}`));
      await ingestVersion(calm, version, crashSize);
      expected.push(await visibleState(calm));
    }
    for (let kill = 0; kill < kills; kill++) {
      const version = 1 + (kill % 2);
      const seen = await killedAfter(1 + Math.floor(random() * 50), directory, version);
      expect(seen).toBeGreaterThan(0);
      const index = await open(directory);
      await visibleState(index);
      if (kill % 3 !== 2) continue;
      // The lock of the killed process is no obstacle, and its leftovers are no part of the result.
      await ingestVersion(index, version, crashSize);
      expect(await visibleState(index)).toBe(expected[version - 1]);
    }
    const index = await open(directory);
    await ingestVersion(index, 2, crashSize);
    expect(await visibleState(index)).toBe(expected[1]);
    expect(await ingestVersion(index, 2, crashSize)).toMatchObject({
      added: 0,
      updated: 0,
      deleted: 0,
      embeddingCalls: 0,
    });
    const files = await readdir(join(directory, 'segments'), { recursive: true });
    expect(files.filter((name) => name.includes('.tmp'))).toEqual([]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}, 600_000);
