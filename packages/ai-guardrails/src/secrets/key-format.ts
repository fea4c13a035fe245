import type { TextCursor } from '../rail/text-cursor.ts';
import { isIn, type Alphabet } from './alphabet.ts';
import type { Barren } from './barren.ts';
import { isAtStart } from './boundary.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import { isInvisible, readRun } from './run.ts';
import type { Secret, SecretType } from './secret.ts';

/** A key that a provider hands out: a fixed prefix, then characters of one alphabet. */
export interface KeyFormat {
  readonly type: SecretType;
  readonly prefix: string;
  readonly alphabet: Alphabet;
  /** How many characters stand behind the prefix; no more than `least` when `most` is missing. */
  readonly least: number;
  readonly most?: number | undefined;
  /** A check that the provider defines and that chance does not pass, so that nothing else needs to be looked at. */
  readonly checksum?: ((body: string) => boolean) | undefined;
  /** A weaker form that the characters must have, beside looking random. */
  readonly form?: ((body: string) => boolean) | undefined;
  /** Least share of changes between kinds of characters: lower for alphabets with few digits. @defaultValue that of {@link looksRandom} */
  readonly leastSteps?: number | undefined;
}

/** How much of a key is read to decide about it; the rest is taken in as it is. */
const LONGEST_READ = 160;

/** Reads a key of formats that agree in their first characters, which are known to stand at the cursor. */
export function readKeys(cursor: TextCursor, formats: readonly KeyFormat[], barren: Barren): Secret | undefined {
  const isAtWord = !barren.covers('key', cursor.offset) && isAtStart(cursor);
  // The fourth character tells most apart, unless one without width is among the first.
  const fourth = cursor.unit(3);
  const isPlain = cursor.unit(1) < 0x80 && cursor.unit(2) < 0x80 && fourth < 0x80;
  for (const format of formats) {
    // A checksum tells where a key is even in the middle of a word; everything else needs the start of one.
    if (!isAtWord && format.checksum === undefined) continue;
    if (isPlain && format.prefix.length > 3 && format.prefix.charCodeAt(3) !== fourth) continue;
    const found = readKey(cursor, format, barren);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readKey(cursor: TextCursor, format: KeyFormat, barren: Barren): Secret | undefined {
  const { prefix, alphabet, least, most = least, type } = format;
  const { offset } = cursor;
  const start = behindPrefix(cursor, prefix);
  if (start === undefined) return undefined;
  const limit = Math.min(most, LONGEST_READ);
  const { text, end } = readRun(cursor, start, alphabet, limit, least);
  if (text.length < least) return undefined;
  if (format.checksum !== undefined) {
    return format.checksum(text) ? { type, rule: 'checksum', score: 1, start: 0, end } : undefined;
  }
  const goesOn = isIn(alphabet, cursor.unit(end));
  const isTooLong = goesOn && most <= LONGEST_READ;
  if (isTooLong || format.form?.(text) === false || !looksRandom(text, format.leastSteps) || isPlaceholder(text)) {
    barren.add('key', offset, offset + end);
    return undefined;
  }
  const extend = goesOn ? (unit: number): boolean => isIn(alphabet, unit) : undefined;
  return { type, rule: 'format', score: 0.95, start: 0, end, extend };
}

/** The distance behind a prefix that stands at the cursor, characters without width passed over. */
function behindPrefix(cursor: TextCursor, prefix: string): number | undefined {
  let distance = 0;
  for (let at = 0; at < prefix.length; distance++) {
    const unit = cursor.unit(distance);
    if (unit === prefix.charCodeAt(at)) at++;
    else if (at === 0 || !isInvisible(unit)) return undefined;
    if (distance >= 2 * prefix.length) return undefined;
  }
  return distance;
}
