import type { AiErrorCode } from '@org/ai-core';
import type { Mark } from './mark.ts';

/** One rail at work on one text. */
export interface Track {
  /** Every match that begins before this offset is known. Infinity once the rail has nothing more to say. */
  frontier(): number;
  /** Text from here on is still needed. */
  needsFrom(): number;
  /** Looks at what has arrived; hands over new marks in order of their start. */
  advance(): undefined | Promise<void>;
  /** A rail has ended the text at this offset: what begins there or later need not be judged. */
  stopAt(offset: number): void;
  readonly error: AiErrorCode | undefined;
  readonly durationMs: number;
  /** Units read so far: the measure of work in tests. */
  reads(): number;
}

/** Where tracks put what they find. */
export type Report = (mark: Mark) => void;

/** For whoever owns the object. */
export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
