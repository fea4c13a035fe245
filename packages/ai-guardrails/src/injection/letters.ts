import { plainOf } from './words.ts';

/** What a code unit is to a reader of words: its folded letter or digit, or one of these. */
export const DROPPED = 0;
export const GAP = 1;
export const PUNCTUATION = 2;
/** A letter that folds to no ASCII letter. */
const OTHER_LETTER = 3;
/** What has to be read together with its neighbours. */
export const UNCLEAR = 255;

/** Units from here on are unclear; below, Latin with its extensions, general punctuation and some marks are not. */
const TABLE = 0xff20;
/** Spaces and stops of scripts without spaces. */
const wideMarks: readonly number[] = [0x3000, 0x3001, 0x3002, 0xff01, 0xff0c, 0xff1f];
/** First halves of nothing but symbols; the second halves say nothing without another first half, which is unclear. */
const SYMBOLS = 0xd83d;

let table: Uint8Array | undefined;

/** The classes of the code units below its length, each as {@link plainOf} reads it on its own; made once, when first asked for. */
export function letterTable(): Uint8Array {
  if (table !== undefined) return table;
  const made = new Uint8Array(TABLE).fill(UNCLEAR);
  const read = (unit: number): void => {
    if (!isHiding(unit)) made[unit] = classOf(plainOf(String.fromCharCode(unit)));
  };
  for (let unit = 0; unit < 0x250; unit++) read(unit);
  for (let unit = 0x2000; unit < 0x2070; unit++) read(unit);
  for (const unit of wideMarks) made[unit] = classOf(plainOf(String.fromCharCode(unit)));
  made[SYMBOLS] = PUNCTUATION;
  made.fill(PUNCTUATION, 0xdc00, 0xe000);
  table = made;
  return made;
}

/** Zero-width characters and overrides of direction may hide text, which takes a closer look. */
function isHiding(unit: number): boolean {
  return (unit >= 0x200b && unit <= 0x200f) || (unit >= 0x202a && unit <= 0x202e) || unit >= 0x2060;
}

function classOf(plain: string): number {
  if (plain === '') return DROPPED;
  if (/^[a-z0-9@]$/.test(plain)) return plain.charCodeAt(0);
  if (/^[\s-]$/.test(plain)) return GAP;
  if (/^[\p{L}\p{N}]$/u.test(plain)) return OTHER_LETTER;
  return /^[^\p{L}\p{N}\p{M}\s@'’-]+$/u.test(plain) ? PUNCTUATION : UNCLEAR;
}
