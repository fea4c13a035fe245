import { DROPPED, GAP, letterTable, PUNCTUATION, UNCLEAR } from '../letters.ts';
import { wordsOf } from '../words.ts';
import { conceptsOf } from './concept-table.ts';
import { HASH_START, hashWith } from './hashing.ts';

/** Takes one word: its hash, that of its first letters (0 for a short word), and what it stands for. */
export type WordVisitor = (hash: number, stem: number, concepts: number) => void;

const STEM = 5;
const LEAST_STEMMED = 7;
const AT = 0x40;

/** Visits the words of a text in one pass, without making them where the text is plain to read. */
export function visitWords(text: string, visit: WordVisitor): void {
  if (visitPlain(text, visit)) return;
  for (const word of wordsOf(text)) if (word !== ',' && word !== '@') visitWord(word, visit);
}

/** Whether every unit was plain to read; nothing is visited otherwise. */
function visitPlain(text: string, visit: WordVisitor): boolean {
  const classes = letterTable();
  if (!isPlain(text, classes)) return false;
  const word = createWord(visit);
  for (let at = 0; at < text.length; at++) {
    const kind = classes[text.charCodeAt(at)] ?? UNCLEAR;
    if (kind === DROPPED) continue;
    if (kind === GAP || kind === PUNCTUATION || kind === AT) word.close();
    else word.take(kind);
  }
  word.close();
  return true;
}

function isPlain(text: string, classes: Uint8Array): boolean {
  let singles = 0;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const kind = unit < classes.length ? (classes[unit] ?? UNCLEAR) : UNCLEAR;
    if (kind === UNCLEAR) return false;
    if (kind === DROPPED) continue;
    if (kind !== GAP && kind !== PUNCTUATION && kind !== AT) {
      length++;
      continue;
    }
    if (length > 1) singles = 0;
    else if (length === 1 && ++singles > 3) return false;
    if (kind === PUNCTUATION) singles = 0;
    length = 0;
  }
  return true;
}

function visitWord(word: string, visit: WordVisitor): void {
  const reader = createWord(visit);
  for (let at = 0; at < word.length; at++) reader.take(word.charCodeAt(at));
  reader.close();
}

/** A word as it is read. Digits that stand for letters are read as such where that makes a word that counts. */
function createWord(visit: WordVisitor): { take: (unit: number) => void; close: () => void } {
  let hash = HASH_START;
  let spelled = HASH_START;
  let stem = 0;
  let length = 0;
  let digits = 0;
  return {
    take(unit) {
      hash = hashWith(hash, unit);
      const isDigit = unit >= 0x30 && unit <= 0x39;
      if (isDigit) digits++;
      spelled = hashWith(spelled, isDigit ? (letterOfDigit[unit - 0x30] ?? unit) : unit);
      if (++length === STEM) stem = hash;
    },
    close() {
      if (length === 0) return;
      const isMixed = digits > 0 && digits < length;
      const plain = conceptsOf(hash);
      const read = isMixed && plain === 0 ? conceptsOf(spelled) : plain;
      visit(read === plain ? hash : spelled, length < LEAST_STEMMED ? 0 : stem, read);
      hash = spelled = HASH_START;
      stem = length = digits = 0;
    },
  };
}

const letterOfDigit: readonly number[] = Array.from('oizeasgtbg', (letter) => letter.charCodeAt(0));
