import type { MaskName } from './vector-set.ts';

/** Answers one query under a mask with the rows that it takes for the best ten. */
export type Answer = (query: Float32Array, mask: MaskName) => readonly number[] | Promise<readonly number[]>;

/** An engine that holds all vectors. */
export interface Contender {
  /** Milliseconds from vectors in memory to the first answer. */
  readonly buildMs: number;
  /** Ways to ask it, by name: its settings. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly close: () => void | Promise<void>;
}

/** Answers that the benchmark asks for. */
export const hits = 10;
