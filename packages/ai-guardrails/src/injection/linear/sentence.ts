import { DROPPED, GAP, letterTable, PUNCTUATION, UNCLEAR } from '../letters.ts';
import { wordsOf } from '../words.ts';
import { conceptsOf } from './concept-table.ts';
import { HASH_START, hashWith } from './hashing.ts';
import { countSigns, SIGNS } from './signs.ts';

/** A sentence as the linear model reads it: the same arrays serve one sentence after the other. */
export interface Sentence {
  words: number;
  /** By word: its hash, the hash of its first letters (0 for a short word), and what it stands for. */
  hashes: Int32Array;
  stems: Int32Array;
  concepts: Int32Array;
  /** Counts of signs, see signs.ts. */
  readonly signs: Int32Array;
}

const STEM = 5;
const LEAST_STEMMED = 7;
const AT = 0x40;
const letterOfDigit: readonly number[] = Array.from('oizeasgtbg', (letter) => letter.charCodeAt(0));

export function createSentence(): Sentence {
  const made = (): Int32Array => new Int32Array(64);
  return { words: 0, hashes: made(), stems: made(), concepts: made(), signs: new Int32Array(SIGNS) };
}

/** Reads a sentence in one pass, without making its words where it is plain to read. */
export function readSentence(text: string, into: Sentence): void {
  into.words = 0;
  countSigns(text, into.signs);
  if (readPlain(text, into)) return;
  into.words = 0;
  for (const word of wordsOf(text)) if (word !== ',' && word !== '@') readPlain(word, into, true);
}

/**
 * Whether every unit was plain to read. Digits that stand for letters are read as such where that makes a word that
 * counts. With `isMade` the text is one word that was made before: its units are taken as they are.
 */
function readPlain(text: string, into: Sentence, isMade = false): boolean {
  const classes = letterTable();
  let hash = HASH_START;
  let spelled = HASH_START;
  let stem = 0;
  let length = 0;
  let digits = 0;
  let singles = 0;
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : 0x20;
    const kind = isMade && at < text.length ? unit : unit < classes.length ? (classes[unit] ?? UNCLEAR) : UNCLEAR;
    if (!isMade) {
      if (kind === DROPPED) continue;
      if (kind === UNCLEAR) return false;
    }
    const isBreak = isMade ? at === text.length : kind === GAP || kind === PUNCTUATION || kind === AT;
    if (!isBreak) {
      const isDigit = kind >= 0x30 && kind <= 0x39;
      // Up to the first digit both hashes are one.
      if (isDigit && digits++ === 0) spelled = hash;
      if (digits > 0) spelled = hashWith(spelled, isDigit ? (letterOfDigit[kind - 0x30] ?? kind) : kind);
      hash = hashWith(hash, kind);
      if (++length === STEM) stem = hash;
      continue;
    }
    if (length > 1) singles = 0;
    else if (length === 1 && ++singles > 3) return false;
    if (kind === PUNCTUATION) singles = 0;
    if (length === 0) continue;
    const plain = conceptsOf(hash);
    const read = digits > 0 && digits < length && plain === 0 ? conceptsOf(spelled) : plain;
    push(into, read === plain ? hash : spelled, length < LEAST_STEMMED ? 0 : stem, read);
    hash = spelled = HASH_START;
    stem = length = digits = 0;
  }
  return true;
}

function push(into: Sentence, hash: number, stem: number, concepts: number): void {
  const at = into.words++;
  if (at === into.hashes.length) {
    into.hashes = grown(into.hashes);
    into.stems = grown(into.stems);
    into.concepts = grown(into.concepts);
  }
  into.hashes[at] = hash;
  into.stems[at] = stem;
  into.concepts[at] = concepts;
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
