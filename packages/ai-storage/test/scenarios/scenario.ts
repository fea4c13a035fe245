import type { FileSystem } from '../../src/index.ts';

/** One life of a process on the simulated machine. */
export interface Life {
  readonly fileSystem: FileSystem;
  /** 1 for the first start, counted over kills and power cuts. */
  readonly number: number;
  readonly random: () => number;
}

/** A mechanism under proof: what was acknowledged to it must be found by every later life. */
export interface Scenario {
  /** Opens, checks that everything acknowledged is there and nothing is torn, and goes on working until the machine stops it. */
  live(life: Life): Promise<void>;
}

export type ScenarioFactory = () => Scenario;

/** A promise kept or broken, apart from the machine's own failure. */
export class BrokenPromise extends Error {}

export function demand(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new BrokenPromise(promise);
}

/** Text that shows where it was torn: every part names its owner. */
export function patterned(id: number, parts: number): string {
  return `${String(id)}.`.repeat(parts);
}

export function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}
