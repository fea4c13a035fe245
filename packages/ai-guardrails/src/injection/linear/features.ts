import { CONCEPTS } from './concepts.ts';
import { mixed } from './hashing.ts';
import type { Sentence } from './sentence.ts';
import { SIGNS } from './signs.ts';

/** Buckets for words, pairs of words and first letters; behind them stand concepts, pairs of them and structure. */
export const HASHED = 8_192;
const ALONE = HASHED;
const TOGETHER = ALONE + CONCEPTS;
const NEAR = TOGETHER + CONCEPTS * CONCEPTS;
/** First of the features of structure. */
export const STRUCTURE: number = NEAR + CONCEPTS * CONCEPTS;
/** Most of them. */
const STRUCTURES = 96;
export const FEATURES: number = STRUCTURE + STRUCTURES;

const NEAR_WORDS = 8;
const STEM_SALT = 0x5bd1_e995;

/** Steps at which a count becomes a feature of its own: of words, of some concepts, then of signs in their order. */
const steps: readonly (readonly number[])[] = [
  [4, 8, 14, 22, 40, 70, 120, 200, 350],
  [1, 3, 6, 12],
  [2, 4, 8],
  [1, 2, 3, 5, 8],
  [1, 2, 4],
  [3, 8, 20],
  [2, 6],
  [2, 6],
  [3, 8, 20],
  [1, 3],
  [1, 2],
  [3, 12, 40],
  [4, 12, 40],
  [2, 6],
];
const [WORDS, YOUS, ORDERS, HARMS, FREEDS, FIRST_SIGN] = [0, 1, 2, 3, 4, 5];
const firsts: readonly number[] = steps.map(
  (_, at) => STRUCTURE + steps.slice(0, at).reduce((sum, levels) => sum + levels.length, 0),
);

const bitsOf = (...bits: readonly number[]): number => bits.reduce((mask, bit) => mask | (1 << bit), 0);
/** By the order of concepts.ts. */
const counted: readonly (readonly [count: number, concepts: number])[] = [
  [YOUS, bitsOf(31)],
  [ORDERS, bitsOf(7)],
  [HARMS, bitsOf(13, 14, 15, 16, 17, 18, 19)],
  [FREEDS, bitsOf(4, 6)],
];

/** Says which features of a text have come up, sentence by sentence, each once until the reset. */
export interface FeatureReader {
  add(sentence: Sentence): void;
  reset(): void;
}

/** Makes a reader. A feature that has come up stays, so that nothing is read twice: the work is linear. */
export function createFeatureReader(visit: (feature: number) => void): FeatureReader {
  const seen = new Uint8Array(FEATURES);
  const came = new Int32Array(FEATURES);
  let fired = 0;
  const totals = new Int32Array(steps.length);
  const recent = new Int32Array(NEAR_WORDS);
  let place = 0;
  let previous = 0;
  let present = 0;

  const fire = (feature: number): void => {
    if (seen[feature] === 1) return;
    seen[feature] = 1;
    came[fired++] = feature;
    visit(feature);
  };

  const count = (which: number, more: number): void => {
    if (more === 0) return;
    const before = totals[which] ?? 0;
    const now = before + more;
    totals[which] = now;
    const levels = steps[which] ?? [];
    for (let level = 0; level < levels.length; level++) {
      const least = levels[level] ?? 0;
      if (before < least && now >= least) fire((firsts[which] ?? 0) + level);
    }
  };

  const meet = (mask: number): void => {
    let nearby = 0;
    for (let at = 0; at < NEAR_WORDS; at++) nearby |= recent[at] ?? 0;
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest);
      if ((present & (1 << bit)) === 0) {
        fire(ALONE + bit);
        for (let others = present; others !== 0; others &= others - 1) {
          const other = 31 - Math.clz32(others & -others);
          fire(TOGETHER + Math.min(bit, other) * CONCEPTS + Math.max(bit, other));
        }
        present |= 1 << bit;
      }
      for (let before = nearby; before !== 0; before &= before - 1) {
        fire(NEAR + (31 - Math.clz32(before & -before)) * CONCEPTS + bit);
      }
    }
    for (const [which, concepts] of counted) if ((mask & concepts) !== 0) count(which, 1);
  };

  return {
    add({ words, hashes, stems, concepts, signs }) {
      for (let at = 0; at < words; at++) {
        const hash = hashes[at] ?? 0;
        const stem = stems[at] ?? 0;
        const mask = concepts[at] ?? 0;
        fire(mixed(hash) % HASHED);
        if (previous !== 0) fire(mixed(Math.imul(previous, 31) ^ hash) % HASHED);
        if (stem !== 0) fire(mixed(stem ^ STEM_SALT) % HASHED);
        previous = hash;
        if (mask !== 0) meet(mask);
        recent[place] = mask;
        place = (place + 1) % NEAR_WORDS;
      }
      count(WORDS, words);
      for (let sign = 0; sign < SIGNS; sign++) count(FIRST_SIGN + sign, signs[sign] ?? 0);
    },
    reset() {
      for (let at = 0; at < fired; at++) seen[came[at] ?? 0] = 0;
      fired = 0;
      totals.fill(0);
      recent.fill(0);
      place = previous = present = 0;
    },
  };
}
