import type { ArrivedText } from '../../rail/text-cursor.ts';
import { isWhitespace } from '../../text/units.ts';

/** Most that a text may hold of each. */
export interface Limits {
  readonly characters: number | undefined;
  readonly words: number | undefined;
  readonly sentences: number | undefined;
}

/** Counts a text as it arrives; each unit is read once. */
export interface Counter {
  /** The offset of the first unit that is over a limit; undefined while there is none. */
  read(arrived: ArrivedText): number | undefined;
  /** The limit that was exceeded. */
  exceeded(): 'max-characters' | 'max-words' | 'max-sentences' | undefined;
}

export function createCounter(limits: Limits): Counter {
  let at = 0;
  let characters = 0;
  let words = 0;
  let sentences = 0;
  let isInWord = false;
  /** Nothing yet, inside a sentence, behind its stop, or behind its stop and white space. */
  let place: 'start' | 'inside' | 'stop' | 'between' = 'start';
  let rule: ReturnType<Counter['exceeded']>;

  const hasExceeded = (): boolean => rule !== undefined;

  const isOver = (count: number, limit: number | undefined): boolean => limit !== undefined && count > limit;

  const take = (unit: number): void => {
    if ((unit & 0xfc00) !== 0xdc00) characters++;
    if (isWhitespace(unit)) {
      isInWord = false;
      if (place === 'stop') place = 'between';
    } else {
      if (!isInWord) words++;
      isInWord = true;
      if (place === 'start' || (place === 'between' && !isSmall(unit)) || (place === 'stop' && isWide(unit)))
        sentences++;
      place = isStop(unit) ? 'stop' : place === 'stop' && isCloser(unit) ? 'stop' : 'inside';
    }
    if (isOver(characters, limits.characters)) rule = 'max-characters';
    else if (isOver(words, limits.words)) rule = 'max-words';
    else if (isOver(sentences, limits.sentences)) rule = 'max-sentences';
  };

  return {
    read({ text, base, end }) {
      while (at < end) {
        if (rule === undefined) take(text.charCodeAt(at - base));
        if (hasExceeded()) return at;
        at++;
      }
      return undefined;
    },
    exceeded: () => rule,
  };
}

function isStop(unit: number): boolean {
  return unit === 0x2e || unit === 0x21 || unit === 0x3f || unit === 0x2026 || isWideStop(unit);
}

function isWideStop(unit: number): boolean {
  return unit === 0x3002 || unit === 0xff01 || unit === 0xff1f;
}

/** A letter of a script that puts no space between sentences. */
function isWide(unit: number): boolean {
  return unit >= 0x3040 && unit < 0xd7a4;
}

function isCloser(unit: number): boolean {
  return '"\')]}”’»*_`」』）'.includes(String.fromCharCode(unit));
}

function isSmall(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}
