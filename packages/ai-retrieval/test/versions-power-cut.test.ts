import type { FileSystem } from '@org/ai-storage';
import {
  createPowerCutFileSystem,
  withoutSyncs,
  type PowerCutFileSystem,
  type SyncCall,
} from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/testing/world.ts';
import { openIndexVersionsWith } from '../src/versions/index-versions.ts';
import type { IndexVersions } from '../src/versions/versions.ts';
import { ingestVersion, readers, visibleState } from './story.ts';
import { processesOfLife } from '../src/testing/machine-life.ts';

const wanted = process.env['AI_LONG'] === '1' ? 300 : 60;
const size = 12;
const editions = [1, 2, 3];

function open(fileSystem: FileSystem, life: number): Promise<IndexVersions> {
  return openIndexVersionsWith(
    {
      directory: '/data/versions',
      fileSystem,
      open: ({ dimensions }) => ({ embedding: createFakeEmbeddingModel({ dimensions: Number(dimensions ?? 4) }) }),
    },
    { lock: { processes: processesOfLife(life) }, batchRecords: 5 },
  );
}

const queries = Array.from({ length: 20 }, (_, number) => ({
  id: String(number),
  query: 'depot opens',
  principal: readers[0].principal,
}));
const judgements = new Map(queries.map(({ id }) => [id, new Map([['docs/1.md', 1]])]));

async function expectedStates(): Promise<readonly string[]> {
  const states: string[] = [];
  for (const edition of editions) {
    const { live } = await open(createPowerCutFileSystem({ seed: edition }), 1);
    await ingestVersion(live, edition, size);
    states.push(await visibleState(live));
  }
  return states;
}

interface Outcome {
  readonly cuts: number;
  readonly flips: number;
  readonly broken: string | undefined;
}

/** Ingests edition after edition and changes the version that answers after each, on a machine whose power fails at random operations. */
async function story(
  seed: number,
  expected: readonly string[],
  mutate: (fileSystem: FileSystem) => FileSystem,
): Promise<Outcome> {
  const random = createRandom(seed);
  const cutAfter = (): number => 1 + Math.floor(random() * (random() < 0.5 ? 60 : 250));
  let machine: PowerCutFileSystem = createPowerCutFileSystem({ seed, cutAfter: cutAfter() });
  let cuts = 0;
  let flips = 0;
  let life = 0;
  let patience = 0;
  /** The edition that was acknowledged last, and the version that answers since a change was acknowledged. */
  let edition = 0;
  let live: string | undefined;
  let isBetween = false;
  for (let step = 0; step < 3 * editions.length;) {
    life++;
    let versions: IndexVersions | undefined;
    try {
      versions = await open(mutate(machine), life);
      const found = await versions.list();
      if (!isBetween && live !== undefined && found.live !== live)
        return { cuts, flips, broken: `${found.live} answers, though ${live} was acknowledged` };
      if (step % 3 !== 0 && (await visibleState(versions.live)) !== expected[edition - 1])
        return { cuts, flips, broken: `what was acknowledged of edition ${String(edition)} is gone` };
      if (step % 3 === 0) {
        await ingestVersion(versions.live, Math.floor(step / 3) + 1, size);
        edition = Math.floor(step / 3) + 1;
      } else {
        isBetween = true;
        if (step % 3 === 2 && found.previous !== undefined) await versions.rollBack();
        else {
          for (const { id } of found.versions) if (id !== found.live) await versions.remove(id);
          const id = await versions.create({ dimensions: 4 + (step % 2) });
          await versions.promote(id, { queries, judgements, gate: { maxLoss: 1 } });
        }
        flips++;
        isBetween = false;
      }
      ({ live } = await versions.list());
      step++;
      patience = 0;
    } catch (error) {
      if (machine.isPowered) return { cuts, flips, broken: String(error) };
    }
    await versions?.live.close().catch(() => undefined);
    if (!machine.isPowered || random() < 0.3) {
      cuts++;
      machine = machine.cut(++patience > 4 ? {} : { cutAfter: cutAfter() });
    }
  }
  return { cuts, flips, broken: undefined };
}

describe(`${String(wanted)} power cuts while versions are ingested, promoted and rolled back`, () => {
  it('leave one version that answers, whole, and lose nothing that was acknowledged', async () => {
    const expected = await expectedStates();
    let cuts = 0;
    let flips = 0;
    for (let seed = 1; cuts < wanted; seed++) {
      const outcome = await story(seed, expected, (machine) => machine);
      expect(outcome.broken).toBeUndefined();
      cuts += outcome.cuts;
      flips += outcome.flips;
    }
    expect(flips).toBeGreaterThan(wanted / 20);
  }, 600_000);

  it.each<[string, (call: SyncCall) => boolean]>([
    ['the state of the versions is not synced', ({ path }) => path.includes('/versions.')],
    ['the name of that state is not synced', ({ path }) => path === '/data/versions'],
    ['the files of a version are not synced', ({ path }) => path.includes('/segments/')],
  ])('are noticed when %s', async (_, isSkipped) => {
    const expected = await expectedStates();
    let broken: string | undefined;
    for (let seed = 1; seed <= 60 && broken === undefined; seed++)
      broken = (await story(seed, expected, (machine) => withoutSyncs(machine, isSkipped))).broken;
    expect(broken).toBeDefined();
  });
});
