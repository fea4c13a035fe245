import { isAsciiLetter, isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';
import type { FirstWord } from '../recogniser.ts';
import type { FormPlace } from './form.ts';

/** A word that a form may begin with. Undefined where both are possible. */
interface WordShape {
  readonly length: number;
  readonly hasDigit: boolean | undefined;
  readonly hasLower: boolean | undefined;
  readonly hasUpper: boolean | undefined;
  readonly next: readonly FirstWord['next'][] | undefined;
  readonly leadsToDigit: boolean | undefined;
}

/** Words of this length and more have the same shape. */
const LONGEST = 40;

/** The words that values of a form begin with: the dispatch passes over all others. */
export function firstWordOf(forms: readonly (readonly FormPlace[])[]): (word: FirstWord) => boolean {
  const byLength = Map.groupBy(forms.flatMap(shapesOf), ({ length }) => length);
  return (word) =>
    byLength
      .get(word.length)
      ?.some(
        (shape) =>
          fits(shape.hasDigit, word.hasDigit) &&
          fits(shape.hasLower, word.hasLower) &&
          fits(shape.hasUpper, word.hasUpper) &&
          (shape.next?.includes(word.next) ?? true) &&
          fits(shape.leadsToDigit, word.leadsToDigit),
      ) === true;
}

function fits(expected: boolean | undefined, actual: boolean): boolean {
  return expected === undefined || expected === actual;
}

const nexts: ReadonlySet<string> = new Set<FirstWord['next']>([':', '/', '.', '@', '(', '<']);

/** One shape for each place where the first word may end: at a separator, at another mark, at the end of the form. */
function shapesOf(places: readonly FormPlace[]): WordShape[] {
  const shapes: WordShape[] = [];
  const word: FormPlace[] = [];
  for (const [at, place] of places.entries()) {
    const endsHere = typeof place === 'number' && !isWord(place);
    if (place === 'separator' || endsHere) {
      shapes.push(shapeOf(word, nextsOf(place), places[at + 1] === 'digit' ? true : undefined));
    }
    if (endsHere) return shapes;
    if (place !== 'separator') word.push(place);
  }
  return [...shapes, shapeOf(word, undefined, undefined)];
}

function nextsOf(place: FormPlace): readonly FirstWord['next'][] {
  if (typeof place !== 'number') return [' ', '-'];
  const mark = String.fromCharCode(place);
  if (isInlineSpace(place)) return [' '];
  if (isHyphen(place)) return ['-'];
  return [nexts.has(mark) ? (mark as FirstWord['next']) : ''];
}

function shapeOf(word: readonly FormPlace[], next: WordShape['next'], leadsToDigit: boolean | undefined): WordShape {
  const has = (always: (place: FormPlace) => boolean, maybe: (place: FormPlace) => boolean): boolean | undefined =>
    word.some(always) ? true : word.some(maybe) ? undefined : false;
  return {
    length: Math.min(word.length, LONGEST),
    hasDigit: has(
      (place) => place === 'digit' || (typeof place === 'number' && isDigit(place)),
      (place) => place === 'letter-or-digit',
    ),
    hasLower: has(
      (place) => typeof place === 'number' && isAsciiLetter(place) && place >= 0x61,
      (place) => place === 'letter' || place === 'letter-or-digit',
    ),
    hasUpper: has(
      (place) => place === 'capital' || (typeof place === 'number' && isAsciiLetter(place) && place < 0x61),
      (place) => place === 'letter' || place === 'letter-or-digit',
    ),
    next,
    leadsToDigit,
  };
}
