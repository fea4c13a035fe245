import { AiError } from '@org/ai-core';
import type { FileSystem } from '../../src/index.ts';
import { createPowerCutFileSystem, type PowerCutFileSystem } from '../../src/testing/testing.ts';
import { createRandom } from '../../src/testing/power-cut/random.ts';
import { below, BrokenPromise, type ScenarioFactory } from './scenario.ts';

/** Puts a fault between the mechanism and the machine, anew for each life. */
export type Mutation = (fileSystem: FileSystem) => FileSystem;

/** How one story of disasters went. */
export interface Outcome {
  /** The promise that was broken, if one was. */
  readonly broken: string | undefined;
  readonly cuts: number;
}

/**
 * Lets a scenario live several lives, each ended at a random operation by a power cut or a kill (whose leftovers a later cut may still take), and a last undisturbed one.
 */
export async function breaksUnder(
  create: ScenarioFactory,
  seed: number,
  mutate: Mutation = (fileSystem) => fileSystem,
): Promise<Outcome> {
  const random = createRandom(seed * 7919 + 1);
  const scenario = create();
  const lives = 2 + below(random, 3);
  const cutAfter = (): number => 1 + below(random, random() < 0.5 ? 25 : 90);
  let machine = createPowerCutFileSystem({ seed, cutAfter: cutAfter() });
  let cuts = 0;
  try {
    for (let number = 1; number <= lives; number += 1) {
      const isLast = number === lives;
      await survived(scenario.live({ fileSystem: mutate(machine), number, random }), machine);
      const restart = isLast || number === lives - 1 ? {} : { cutAfter: cutAfter() };
      const isKill = machine.isPowered && random() < 0.3 && !isLast;
      machine = isKill ? machine.kill(restart) : machine.cut(restart);
      if (!isKill) cuts += 1;
    }
    await scenario.live({ fileSystem: machine, number: lives + 1, random });
    return { broken: undefined, cuts };
  } catch (error) {
    if (error instanceof BrokenPromise) return { broken: error.message, cuts };
    // Refusing to open what the machine kept its promises about is as bad as losing it.
    if (AiError.is(error, 'integrity') || AiError.is(error, 'not-found')) return { broken: error.message, cuts };
    throw error;
  }
}

async function survived(life: Promise<void>, machine: PowerCutFileSystem): Promise<void> {
  try {
    await life;
  } catch (error) {
    if (machine.isPowered || error instanceof BrokenPromise) throw error;
  }
}
