import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { expect, it } from 'vitest';
import { openIndexVersions, type IndexVersions } from '../src/versions/versions.ts';
import { openFolderIndex } from '../src/index.ts';
import { createRandom } from '../src/testing/world.ts';
import { crashSize, ingestVersion, visibleState } from './story.ts';

const kills = process.env['AI_LONG'] === '1' ? 200 : 8;
const program = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));

function open(directory: string): Promise<IndexVersions> {
  return openIndexVersions({
    directory,
    open: ({ dimensions }) => ({ embedding: createFakeEmbeddingModel({ dimensions: Number(dimensions ?? 4) }) }),
  });
}

interface Life {
  /** Operations on files that were begun. */
  readonly operations: number;
  /** What was acknowledged. */
  readonly words: readonly string[];
}

/** Ends the writer with SIGKILL when it has begun so many operations on files. */
async function killedAt(operation: number, directory: string, edition: number): Promise<Life> {
  const child = spawn(process.execPath, ['--conditions=@org/source', program, directory, String(edition)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let operations = 0;
  const words: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== '.') words.push(line);
    else if (++operations === operation) child.kill('SIGKILL');
  }
  return { operations, words };
}

it(`opens whole after each of ${String(kills)} kills in ingestion, compaction, promotion and rollback, and ends where an uninterrupted run does`, async () => {
  const random = createRandom(11);
  const root = await mkdtemp(join(tmpdir(), 'crash-'));
  try {
    const expected: string[] = [];
    for (const edition of [1, 2]) {
      const calm = await openFolderIndex({ directory: join(root, `calm-${String(edition)}`) });
      await ingestVersion(calm, edition, crashSize);
      expected.push(await visibleState(calm));
    }
    const directory = join(root, 'index');
    const whole = await killedAt(Infinity, directory, 2);
    expect([...new Set(whole.words)]).toEqual(['ingested', 'compacted', 'promoted', 'rolled back', 'done']);
    const deaths = new Map<string, number>();
    for (let kill = 0; kill < kills; kill++) {
      const edition = 1 + (kill % 2);
      const { words } = await killedAt(1 + Math.floor(random() * whole.operations), directory, edition);
      const last = words.at(-1) ?? 'begun';
      deaths.set(last, (deaths.get(last) ?? 0) + 1);
      const versions = await open(directory);
      const state = await visibleState(versions.live);
      // What was acknowledged is there, whichever version answers, and whatever was going on when the process died.
      if (words.length > 0) expect(state).toBe(expected[edition - 1]);
      if (kill % 3 === 2) {
        // The lock of the killed process is no obstacle, and its leftovers are no part of the result.
        await ingestVersion(versions.live, edition, crashSize);
        expect(await visibleState(versions.live)).toBe(expected[edition - 1]);
      }
      await versions.live.close();
    }
    // A process that is killed late has done a little more by then than it was killed for.
    if (kills > 100)
      for (const phase of ['begun', 'ingested', 'compacted', 'rolled back'])
        expect(deaths.get(phase) ?? 0).toBeGreaterThan(0);
    const versions = await open(directory);
    await ingestVersion(versions.live, 2, crashSize);
    expect(await visibleState(versions.live)).toBe(expected[1]);
    expect(await ingestVersion(versions.live, 2, crashSize)).toMatchObject({
      added: 0,
      updated: 0,
      deleted: 0,
      embeddingCalls: 0,
    });
    const { live } = await versions.list();
    const files = await readdir(join(directory, live), { recursive: true });
    expect(files.filter((name) => name.includes('.tmp'))).toEqual([]);
    await versions.live.close();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}, 900_000);
