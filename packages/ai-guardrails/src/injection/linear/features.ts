import { CONCEPTS } from './concepts.ts';
import { mixed } from './hashing.ts';
import { visitWords } from './word-reader.ts';

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

/** Steps at which a count becomes a feature of its own. */
const steps = {
  words: [4, 8, 14, 22, 40, 70, 120, 200, 350],
  youCount: [1, 3, 6, 12],
  orderCount: [2, 4, 8],
  harmCount: [1, 2, 3, 5, 8],
  freedCount: [1, 2, 4],
  lineCount: [3, 8, 20],
  quoteCount: [2, 6],
  bracketCount: [2, 6],
  capsCount: [3, 8, 20],
  bangCount: [1, 3],
  questionCount: [1, 2],
  digitCount: [3, 12, 40],
  codeCount: [4, 12, 40],
  colonCount: [2, 6],
} as const;
type Count = keyof typeof steps;
const counts = Object.keys(steps) as readonly Count[];
const firstOf = Object.fromEntries(
  counts.map((name, at) => [name, STRUCTURE + counts.slice(0, at).reduce((sum, one) => sum + steps[one].length, 0)]),
) as Readonly<Record<Count, number>>;

/** Reads texts sentence by sentence and says which features have come up, each once until the reset. */
export interface FeatureReader {
  add(text: string): void;
  reset(): void;
}

const bitOf = (names: readonly number[]): number => names.reduce((mask, bit) => mask | (1 << bit), 0);
const HARM = bitOf([13, 14, 15, 16, 17, 18, 19]);
const FREED = bitOf([4, 6]);
const ORDER = bitOf([7]);
const YOU = 1 << 31;

/**
 * Makes a reader. Each feature only ever comes up, so that the score of a text grows with it and nothing is read
 * twice: the work is linear, sentence by sentence.
 */
export function createFeatureReader(visit: (feature: number) => void): FeatureReader {
  const seen = new Uint8Array(FEATURES);
  let came: number[] = [];
  const totals = Object.fromEntries(counts.map((name) => [name, 0])) as Record<Count, number>;
  const recent = new Int32Array(NEAR_WORDS);
  let place = 0;
  let previous = 0;
  let present = 0;

  const fire = (feature: number): void => {
    if (seen[feature] === 1) return;
    seen[feature] = 1;
    came.push(feature);
    visit(feature);
  };

  const count = (name: Count, more: number): void => {
    const before = totals[name];
    totals[name] = before + more;
    const levels = steps[name];
    for (let level = 0; level < levels.length; level++) {
      const least = levels[level] ?? 0;
      if (before < least && before + more >= least) fire(firstOf[name] + level);
    }
  };

  const meet = (mask: number): void => {
    let nearby = 0;
    for (const one of recent) nearby |= one;
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
    if ((mask & HARM) !== 0) count('harmCount', 1);
    if ((mask & FREED) !== 0) count('freedCount', 1);
    if ((mask & ORDER) !== 0) count('orderCount', 1);
    if ((mask & YOU) !== 0) count('youCount', 1);
  };

  return {
    add(text) {
      let words = 0;
      visitWords(text, (hash, stem, mask) => {
        words++;
        fire(mixed(hash) % HASHED);
        if (previous !== 0) fire(mixed(Math.imul(previous, 31) ^ hash) % HASHED);
        if (stem !== 0) fire(mixed(stem ^ STEM_SALT) % HASHED);
        previous = hash;
        if (mask !== 0) meet(mask);
        recent[place] = mask;
        place = (place + 1) % NEAR_WORDS;
      });
      count('words', words);
      countSigns(text, count);
    },
    reset() {
      for (const feature of came) seen[feature] = 0;
      came = [];
      for (const name of counts) totals[name] = 0;
      recent.fill(0);
      place = previous = present = 0;
    },
  };
}

function countSigns(text: string, count: (name: Count, more: number) => void): void {
  let [lines, quotes, brackets, caps, bangs, questions, digits, code, colons] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let capital = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x41 && unit <= 0x5a) {
      if (++capital === 3) caps++;
      continue;
    }
    capital = 0;
    if ((unit >= 0x61 && unit <= 0x7a) || unit === 0x20) continue;
    if (unit >= 0x30 && unit <= 0x39) digits++;
    else if (unit === 10) lines++;
    else if (unit === 0x22 || unit === 0x201c || unit === 0x201d) quotes++;
    else if (unit === 0x5b || unit === 0x5d) brackets++;
    else if (unit === 0x21) bangs++;
    else if (unit === 0x3f) questions++;
    else if (unit === 0x3a) colons++;
    else if (codeSigns.has(unit)) code++;
  }
  count('lineCount', lines);
  count('quoteCount', quotes);
  count('bracketCount', brackets);
  count('capsCount', caps);
  count('bangCount', bangs);
  count('questionCount', questions);
  count('digitCount', digits);
  count('codeCount', code);
  count('colonCount', colons);
}

const codeSigns: ReadonlySet<number> = new Set(Array.from('{}();=<>/\\|`#$&_', (sign) => sign.charCodeAt(0)));
