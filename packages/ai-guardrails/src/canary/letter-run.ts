import { hashStep, KEY_LENGTH, type CanaryIndex } from './canary-index.ts';
import { LONGEST_GAP } from './spelling.ts';

/** No letter is held. */
export const NONE = -1;

/** Letters in a row that a form may hold, as far as two of them side by side tell. Offsets are those of the text. */
export interface LetterRun {
  clear(): void;
  /** Takes the next letter; whether a form may hold it and the five before it in a row. */
  take(letter: number, at: number): boolean;
  /** Where the six letters taken last begin. */
  keyStart(): number;
  /** The first offset where six letters may begin of which the last ones have not been taken yet, or `NONE`. */
  openFrom(end: number): number;
}

/** @param seed what the hash of these letters begins with */
export function createLetterRun(index: CanaryIndex, seed: number): LetterRun {
  return new PairedLetters(index, seed);
}

/** One more than fits a key, and a power of two: places of letters taken before. */
const RING = 8;

/** A class, because every letter of a text goes through it. */
class PairedLetters implements LetterRun {
  readonly #index: CanaryIndex;
  readonly #pairs: Uint8Array;
  readonly #seed: number;
  readonly #letters = new Uint8Array(RING);
  readonly #offsets = new Float64Array(RING);
  #last = 0;
  #lastAt = 0;
  #taken = 0;
  #length = 0;

  constructor(index: CanaryIndex, seed: number) {
    this.#index = index;
    this.#pairs = index.pairs;
    this.#seed = seed;
  }

  clear(): void {
    this.#last = 0;
    this.#length = 0;
  }

  take(letter: number, at: number): boolean {
    const isPair = this.#pairs[(this.#last << 7) | letter] === 1 && at - this.#lastAt <= LONGEST_GAP + 1;
    const place = ++this.#taken & (RING - 1);
    this.#length = isPair ? this.#length + 1 : 1;
    this.#letters[place] = this.#last = letter;
    this.#offsets[place] = this.#lastAt = at;
    return this.#length >= KEY_LENGTH && this.#index.mayHold(this.#hash());
  }

  keyStart(): number {
    return this.#offsetOf(KEY_LENGTH);
  }

  openFrom(end: number): number {
    if (this.#length === 0 || end - this.#lastAt > LONGEST_GAP + 1) return NONE;
    return this.#offsetOf(Math.min(this.#length, KEY_LENGTH - 1));
  }

  /** Where the letter stands that was taken so many letters ago, 1 for the last one. */
  #offsetOf(count: number): number {
    return this.#offsets[(this.#taken + 1 - count) & (RING - 1)] ?? 0;
  }

  #hash(): number {
    let hash = this.#seed;
    for (let count = KEY_LENGTH; count > 0; count--) {
      hash = hashStep(hash, this.#letters[(this.#taken + 1 - count) & (RING - 1)] ?? 0);
    }
    return hash;
  }
}
