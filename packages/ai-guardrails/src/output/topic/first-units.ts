/** Whether a text may hold a word that begins like one of some words: a look that is far cheaper than to cut it into words. */
export type FirstLook = (text: string) => boolean;

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** A look for words, given in their folded forms. */
export function createFirstLook(words: Iterable<string>): FirstLook {
  const firsts = new Set<string>();
  for (const word of words) firsts.add(firstOf(word));
  // Marks change places among themselves.
  if ([...firsts].some((first) => /\p{M}/u.test(first))) return () => true;
  /** What is known of each unit of text, as it comes up. */
  const known = new Uint8Array(0x10000);
  const mayBegin = (unit: number): boolean => {
    if (known[unit] === UNKNOWN) {
      // A character of two units could turn into anything.
      const isUnclear = (unit & 0xf800) === 0xd800;
      known[unit] = isUnclear || firsts.has(firstOf(String.fromCharCode(unit))) ? YES : NO;
    }
    return known[unit] === YES;
  };
  return (text) => {
    let isInWord = false;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (mayBegin(unit) && !isInWord) return true;
      const lower = unit | 0x20;
      isInWord = lower >= 0x61 && lower <= 0x7a;
    }
    return false;
  };
}

/** The unit that a word begins with when everything in it is taken apart. */
function firstOf(word: string): string {
  return word.normalize('NFKD').toLowerCase().normalize('NFKD').charAt(0);
}
