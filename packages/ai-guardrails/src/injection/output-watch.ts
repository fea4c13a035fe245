import { anchorsOf, type Anchor } from './anchors.ts';
import { hashOf, HASH_START, hashWith } from './linear/hashing.ts';
import { DROPPED, GAP, letterTable, PUNCTUATION, UNCLEAR } from './letters.ts';
import { roleWords } from './role-marker.ts';

/**
 * Follows a sentence as it arrives and knows from where on a rule may still find something: text before that may go
 * out. What it says does not depend on how the sentence is cut, and never goes back.
 */
export interface OutputWatch {
  /** Takes in the next piece; returns how many units of the sentence are harmless whatever follows. */
  feed(piece: string): number;
  /** The sentence has ended: where a finding in it begins, or its length when none can be there. */
  finish(): number;
  reset(): void;
}

/** What a word can do: open an anchor, be one that must come before, be one that must follow. Bits by anchor. */
interface Roles {
  opens: number;
  readonly after: number[];
  needs: number;
}

interface Table {
  readonly anchors: readonly Anchor[];
  readonly roles: ReadonlyMap<number, Roles>;
  readonly marks: ReadonlySet<number>;
  /** How many sets must have come before each anchor; the sets are numbered over all anchors. */
  readonly required: readonly number[];
}

let table: Table | undefined;

function tableOf(): Table {
  if (table !== undefined) return table;
  const anchors = anchorsOf();
  const roles = new Map<number, Roles>();
  const roleOf = (word: string): Roles => {
    const hash = hashOf(word);
    const known = roles.get(hash) ?? { opens: 0, after: [], needs: 0 };
    roles.set(hash, known);
    return known;
  };
  const required: number[] = [];
  let sets = 0;
  for (const [at, { opens, after = [], needs }] of anchors.entries()) {
    for (const word of opens) roleOf(word).opens |= 1 << at;
    for (const word of needs?.words ?? []) roleOf(word).needs |= 1 << at;
    let mask = 0;
    for (const set of after) {
      for (const word of set) roleOf(word).after.push(sets);
      mask |= 1 << sets++;
    }
    required.push(mask);
  }
  table = { anchors, roles, required, marks: new Set([...roleWords].map(hashOf)) };
  return table;
}

const NEWLINE = 10;
const marksBefore: ReadonlySet<number> = new Set(Array.from('<[|#/', (char) => char.charCodeAt(0)));
const AT = 0x40;
const NEVER = Number.POSITIVE_INFINITY;

/** An opened anchor that waits for the word that it needs. */
interface Waiting {
  readonly anchor: number;
  readonly start: number;
  readonly until: number;
}

export function createOutputWatch(): OutputWatch {
  const { anchors, roles, required, marks } = tableOf();
  const classes = letterTable();
  let offset = 0;
  let words = 0;
  let hash = HASH_START;
  let length = 0;
  let wordStart = 0;
  let isFirstOnLine = true;
  let isMarked = false;
  let singles = 0;
  let singlesStart = 0;
  let seen = 0;
  let held = NEVER;
  let waiting: Waiting[] = [];

  const open = (start: number): void => {
    held = Math.min(held, start);
  };

  const closeWord = (): void => {
    if (length === 0) return;
    words++;
    singles = length === 1 ? singles + 1 : 0;
    if (singles === 1) singlesStart = wordStart;
    if (singles > 3) open(singlesStart);
    if (waiting.length > 0 && (waiting[0]?.until ?? 0) < words) waiting = waiting.filter(({ until }) => until >= words);
    if ((isFirstOnLine || isMarked) && marks.has(hash)) open(wordStart);
    const role = roles.get(hash);
    if (role !== undefined) {
      for (const { anchor, start } of waiting) if ((role.needs & (1 << anchor)) !== 0) open(start);
      for (let rest = role.opens; rest !== 0; rest &= rest - 1) {
        const anchor = 31 - Math.clz32(rest & -rest);
        const needed = required[anchor] ?? 0;
        if ((seen & needed) !== needed) continue;
        const within = anchors[anchor]?.needs?.within;
        if (within === undefined) open(wordStart);
        else {
          waiting.push({ anchor, start: wordStart, until: words + within });
          waiting.sort((a, b) => a.until - b.until);
        }
      }
      for (const set of role.after) seen |= 1 << set;
    }
    hash = HASH_START;
    length = 0;
    isFirstOnLine = isMarked = false;
  };

  const earliest = (): number => {
    let first = Math.min(held, length > 0 ? wordStart : offset);
    if (singles > 0) first = Math.min(first, singlesStart);
    for (const { start } of waiting) if (start < first) first = start;
    return first;
  };

  return {
    feed(piece) {
      for (let at = 0; at < piece.length; at++, offset++) {
        const unit = piece.charCodeAt(at);
        const kind = unit < classes.length ? (classes[unit] ?? UNCLEAR) : UNCLEAR;
        if (kind === GAP || kind === PUNCTUATION || kind === AT) {
          closeWord();
          if (kind === PUNCTUATION) singles = 0;
          if (unit === NEWLINE) isFirstOnLine = true;
          isMarked ||= marksBefore.has(unit);
          continue;
        }
        if (length === 0 && kind !== DROPPED) wordStart = offset;
        if (kind === DROPPED) {
          if (length === 0) wordStart = offset;
          continue;
        }
        if (kind === UNCLEAR) open(length > 0 ? wordStart : offset);
        hash = hashWith(hash, kind);
        length++;
      }
      return earliest();
    },
    finish() {
      closeWord();
      singles = 0;
      return earliest();
    },
    reset() {
      offset = words = length = wordStart = singles = seen = 0;
      hash = HASH_START;
      held = NEVER;
      isFirstOnLine = true;
      isMarked = false;
      waiting = [];
    },
  };
}
