import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isOtherLetter } from '../../text/units.ts';

/** A word of a name, and the distance of its end. */
export interface NameWord {
  readonly text: string;
  readonly end: number;
}

const LONGEST_WORD = 20;
const DOT = 0x2e;
const joiners: ReadonlySet<number> = new Set([0x27, 0x2019, 0x2d]);
const particles: ReadonlySet<string> = new Set(
  'van von der den de del della di da dos du la le el al bin ibn ben ter zu zur af av y e'.split(' '),
);

/** Words that begin sentences, greet groups, or name days and things; they are no part of a name. */
const noNames: ReadonlySet<string> = new Set(
  (
    'the a an and or but if in on at to of for by with from as is are was were be been do does did not no yes we you he she it they ' +
    'this that these those there here my your our their his her its who what when where why how please thank thanks hello hi hey ' +
    'dear sir madam sirs all team everyone everybody folks colleagues colleague friends friend customer customers client clients ' +
    'user users guest guests member members applicant candidate editor manager support sales service services company inc ltd llc ' +
    'gmbh corp corporation university school hospital bank street road avenue park river lake city county state north south east ' +
    'west new world monday tuesday wednesday thursday friday saturday sunday january february march april may june july august ' +
    'september october november december mr mrs ms miss dr prof herr frau monsieur madame assistant subject date re fwd sent best ' +
    'kind regards sincerely cheers god lord hiring recruiter reader readers parent parents student students recipient neighbour ' +
    'supplier vendor partner partners board committee department office account phone email address number order invoice ' +
    'damen herren kunde kunden kollegen zusammen leser client clients tous toutes equipo cliente clientes todos'
  ).split(' '),
);

/** Reads a capitalised word, or an initial with its full stop. */
function readNameWord(cursor: TextCursor, start: number): NameWord | undefined {
  if (!isCapital(cursor.unit(start))) return undefined;
  let end = start + 1;
  while (end - start <= LONGEST_WORD) {
    const unit = cursor.unit(end);
    const isJoined = joiners.has(unit) && isLetter(cursor.unit(end + 1));
    if (!isLetter(unit) && !isJoined) break;
    end++;
  }
  if (end - start > LONGEST_WORD) return undefined;
  if (end - start === 1) return cursor.unit(end) === DOT ? { text: cursor.slice(start, end), end: end + 1 } : undefined;
  const text = cursor.slice(start, end);
  return noNames.has(text.toLowerCase()) ? undefined : { text, end };
}

/** Reads up to so many words of a name with one space between them, particles (`van`, `de la`) included. */
export function readName(cursor: TextCursor, most: number): readonly NameWord[] {
  const words: NameWord[] = [];
  let start = 0;
  while (words.length < most) {
    const word = readNameWord(cursor, start);
    if (word === undefined) break;
    words.push(word);
    start = word.end;
    for (let count = 0; count < 2 && cursor.unit(start) === 0x20; count++) {
      const particle = readParticle(cursor, start + 1);
      if (particle === undefined) break;
      start = particle;
    }
    if (cursor.unit(start) !== 0x20) break;
    start++;
  }
  // An initial ends no name: its full stop is that of the sentence.
  while (words.length > 0 && words.at(-1)?.text.length === 1) words.pop();
  return words;
}

function readParticle(cursor: TextCursor, start: number): number | undefined {
  let end = start;
  while (end - start < 6 && isAsciiLetter(cursor.unit(end))) end++;
  return cursor.unit(end) === 0x20 && particles.has(cursor.slice(start, end)) ? end : undefined;
}

/** Whether a word of any script that has capitals may begin a name. */
export function isCapital(unit: number): boolean {
  if (unit >= 0x41 && unit <= 0x5a) return true;
  if (!isOtherLetter(unit)) return false;
  const letter = String.fromCharCode(unit);
  return letter !== letter.toLowerCase();
}

export function isLetter(unit: number): boolean {
  return isAsciiLetter(unit) || isOtherLetter(unit);
}
