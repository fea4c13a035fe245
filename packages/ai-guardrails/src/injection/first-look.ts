import { DROPPED, GAP, letterTable, PUNCTUATION, UNCLEAR } from './letters.ts';
import type { Words } from './words.ts';

type WordSet = ReadonlySet<string>;

/** Which of the sets that rules need have a word in a sentence, one bit each. */
export type Traces = number;

/** Reads a sentence for the words that rules need, and for nothing else: most sentences have too few of them. */
export interface FirstLook {
  /** Bits of the sets that have a word among these. */
  tracesOf(words: Words): Traces;
  /**
   * The same for the words of a text, without making them; undefined where they have to be made to tell. It may hold
   * a bit too many, but none too few.
   */
  tracesIn(text: string): Traces | undefined;
  /** What has to be there of a conjunction of sets. */
  bitsOf(sets: readonly WordSet[]): Traces;
}

const LONGEST_SPELLED = 3;
const SLOTS = 4_096;

/** Makes the first look for rules with these needs. More sets than a number has bits share bits: one too many, never one too few. */
export function createFirstLook(needed: Iterable<WordSet>): FirstLook {
  const bits = new Map<WordSet, number>();
  const traces = new Map<string, number>();
  for (const set of needed) {
    if (bits.has(set)) continue;
    const bit = 1 << (bits.size % 32);
    bits.set(set, bit);
    for (const word of set) traces.set(word, (traces.get(word) ?? 0) | bit);
  }
  const hashes = new Int32Array(SLOTS);
  const slots = new Int32Array(SLOTS);
  for (const [word, bit] of traces) {
    let hash = 0;
    for (let at = 0; at < word.length; at++) hash = hashWith(hash, word.charCodeAt(at));
    let slot = slotOf(hash);
    while (slots[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) % SLOTS;
    hashes[slot] = hash;
    slots[slot] = (slots[slot] ?? 0) | bit;
  }
  const traceOf = (hash: number): number => {
    let slot = slotOf(hash);
    while (slots[slot] !== 0) {
      if (hashes[slot] === hash) return slots[slot] ?? 0;
      slot = (slot + 1) % SLOTS;
    }
    return 0;
  };

  return {
    tracesOf: (words) => words.reduce((found, word) => found | (traces.get(word) ?? 0), 0),
    tracesIn(text) {
      const classes = letterTable();
      let found = 0;
      let hash = 0;
      let length = 0;
      /** Letters that stand alone, one after the other, spell a word. */
      let singles = 0;
      for (let at = 0; at <= text.length; at++) {
        const unit = at < text.length ? text.charCodeAt(at) : 0x20;
        const kind = unit < classes.length ? (classes[unit] ?? UNCLEAR) : UNCLEAR;
        if (kind === DROPPED) continue;
        if (kind === UNCLEAR) return undefined;
        if (kind !== GAP && kind !== PUNCTUATION && kind !== AT) {
          hash = hashWith(hash, kind);
          length++;
          continue;
        }
        if (length > 0) found |= traceOf(hash);
        if (length > 1) singles = 0;
        else if (length === 1) singles++;
        if (kind === AT) {
          found |= traceOf(hashWith(0, AT));
          singles++;
        }
        if (singles > LONGEST_SPELLED) return undefined;
        if (kind === PUNCTUATION) singles = 0;
        hash = length = 0;
      }
      return found;
    },
    bitsOf: (sets) => sets.reduce((all, set) => all | (bits.get(set) ?? 0), 0),
  };
}

const AT = 0x40;

function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x0100_0193) | 0;
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
