import { isDigit } from '../../text/units.ts';
import type { TextCursor } from '../../rail/text-cursor.ts';
import { CONTEXT_UNITS } from '../context-words.ts';
import type { FirstWord, PiiRecogniser, Recognition } from '../recogniser.ts';
import { isFreeBefore, isFreeBehind, isLoneNumber } from './boundary.ts';
import { hasContextWord } from './context-word.ts';
import type { RecogniserDefinition } from './define-recogniser.ts';
import { firstWordOf } from './first-word.ts';
import { isAtPlace, matchForm, readForm, type FormPlace } from './form.ts';

/** One form of a value, with what differs from the other forms. */
export interface RecogniserForm {
  readonly form: string;
  /** @defaultValue that of the recogniser */
  readonly validate?: ((value: string) => boolean) | undefined;
  /** An empty list asks for none. @defaultValue those of the recogniser */
  readonly contextWords?: readonly string[] | undefined;
  /** @defaultValue that of the recogniser */
  readonly score?: number | undefined;
  /** @defaultValue that of the recogniser */
  readonly rule?: string | undefined;
}

interface ReadableForm extends Recognition {
  readonly places: readonly FormPlace[];
  readonly validate: ((value: string) => boolean) | undefined;
  readonly contextWords: readonly string[];
}

/** Least, in UTF-16 units, that a form looks at behind its end. */
const LOOKAHEAD = 2;

const notOfValue = /[^0-9A-Za-z]/g;

/** Makes the recognisers that come with the package: without the checks on what a user may write, and their weight. */
export function recogniserOfForms(
  definition: RecogniserDefinition & { readonly forms: readonly (string | RecogniserForm)[] },
): PiiRecogniser {
  const { type, forms, isWordBound = true } = definition;
  return {
    type,
    isWordBound,
    lookbehind: CONTEXT_UNITS,
    lookahead: LOOKAHEAD,
    ...readerOfForms(definition, forms),
  };
}

type Reader = Pick<PiiRecogniser, 'maxLength' | 'begins' | 'firstWord' | 'open'>;

/** Reads forms of fixed places. */
function readerOfForms(definition: RecogniserDefinition, forms: readonly (string | RecogniserForm)[]): Reader {
  const { isWordBound = true } = definition;
  const readable = forms.map((form) => readableForm(definition, typeof form === 'string' ? { form } : form));
  const firsts = [...new Set(readable.flatMap(({ places }) => places.slice(0, 1)))];
  const begins = (unit: number): boolean => firsts.some((place) => isAtPlace(unit, place));
  const [numbers, others] = [true, false].map((isNumber) =>
    readable.filter(({ places: [first] }) => first === 'letter-or-digit' || isNumber === beginsWithDigit(first)),
  );
  const recognise = (cursor: TextCursor): Recognition | undefined => {
    for (const form of (isDigit(cursor.unit(0)) ? numbers : others) ?? []) {
      const found = recogniseForm(cursor, form, isWordBound);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const { firstWord: isFirstWord = (): boolean => true } = definition;
  /** Made when first asked for: an import of the package should not pay for it. */
  let isFormWord: ((word: FirstWord) => boolean) | undefined;
  const fits = (word: FirstWord): boolean =>
    (isFormWord ??= firstWordOf(readable.map(({ places }) => places)))(word) && isFirstWord(word);
  return {
    maxLength: Math.max(...readable.map(({ places }) => places.length)),
    begins,
    // Inside of a word the dispatch knows no first word.
    firstWord: isWordBound ? fits : undefined,
    open: () => recognise,
  };
}

function beginsWithDigit(place: FormPlace | undefined): boolean {
  return place === 'digit' || (typeof place === 'number' && isDigit(place));
}

function readableForm(definition: RecogniserDefinition, form: RecogniserForm): ReadableForm {
  const validate = form.validate ?? definition.validate;
  return {
    places: readForm(form.form),
    end: 0,
    validate,
    contextWords: form.contextWords ?? definition.contextWords ?? [],
    score: form.score ?? definition.score ?? (validate === undefined ? 0.6 : 0.9),
    rule: form.rule ?? definition.rule ?? 'form',
  };
}

function recogniseForm(cursor: TextCursor, form: ReadableForm, isWordBound: boolean): Recognition | undefined {
  const { places, validate, contextWords, score, rule } = form;
  const end = matchForm(cursor, places);
  if (end < 0) return undefined;
  if (isWordBound && !(isFreeBefore(cursor) && isFreeBehind(cursor, end))) return undefined;
  if (contextWords.length === 0) {
    const isNumber = isDigit(cursor.unit(0)) && isDigit(cursor.unit(end - 1));
    if (isNumber && !isLoneNumber(cursor, end)) return undefined;
  }
  if (validate?.(cursor.slice(0, end).replace(notOfValue, '')) === false) return undefined;
  return contextWords.length === 0 || hasContextWord(cursor, contextWords) ? { end, rule, score } : undefined;
}
