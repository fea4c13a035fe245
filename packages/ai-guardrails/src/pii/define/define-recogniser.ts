import type { TextCursor } from '../../rail/text-cursor.ts';
import { CONTEXT_UNITS } from '../context-words.ts';
import type { FirstWord, PiiRecogniser, PiiType } from '../recogniser.ts';
import { recogniserOfForms, type RecogniserForm } from './read-forms.ts';
import { invalidRecogniser, readerByHand } from './read-by-hand.ts';

/** What a recogniser of your own says about its values: either `forms`, or `read` with where it begins. */
export interface RecogniserDefinition {
  /** Names the values in findings and placeholders, in capitals: `CUSTOMER_NUMBER`. */
  readonly type: PiiType;
  /**
   * The forms of the values: `#` stands for a digit, `@` for a letter, `^` for a capital letter, `*` for a letter or
   * digit, `~` for a space or hyphen that may be there; every other character for itself (a backslash before one of
   * these five, too). Each unit is looked at once. The first form that fits and is valid decides.
   */
  readonly forms?: readonly (string | RecogniserForm)[] | undefined;
  /** Reads a value that has no fixed length, and gives the distance of its end, or undefined where none begins. */
  readonly read?: ((cursor: TextCursor) => number | undefined) | undefined;
  /** With `read`: what every value begins with, exactly. */
  readonly prefixes?: readonly string[] | undefined;
  /** With `read`: whether a value may begin with this code unit. Narrow sets are fast ones. */
  readonly begins?: ((unit: number) => boolean) | undefined;
  /** With `read`: longest value, in UTF-16 units; a longer one is a fault of the rail. */
  readonly maxLength?: number | undefined;
  /** With `read`: how far behind a value it looks, in UTF-16 units. @defaultValue 2 */
  readonly lookahead?: number | undefined;
  /**
   * Words that values begin with, beyond what their forms say; others are passed over.
   * @defaultValue any word that a form, or `read`, may begin with
   */
  readonly firstWord?: ((word: FirstWord) => boolean) | undefined;
  /** With `read`: units that one call may read; more is a fault of the rail. @defaultValue `8 * maxLength + 200` */
  readonly maxSteps?: number | undefined;
  /** Whether this is a value: gets its letters and digits (of a form), or all of its text (of `read`). @defaultValue yes */
  readonly validate?: ((value: string) => boolean) | undefined;
  /**
   * Lower-case words of which one must stand within 40 units before the value. One that ends in `*` also begins longer
   * words. What has no check digits and no form of its own needs them. @defaultValue none is asked for
   */
  readonly contextWords?: readonly string[] | undefined;
  /** How sure a finding is, from 0 to 1. @defaultValue 0.9 with `validate`, 0.6 without */
  readonly score?: number | undefined;
  /** Names the rule in findings. @defaultValue `form`, or `read` */
  readonly rule?: string | undefined;
  /** The value may not begin inside a word. @defaultValue true */
  readonly isWordBound?: boolean | undefined;
}

/**
 * Makes a recogniser for {@link piiRail} from a description: no regular expression runs over the text, each place is
 * read in a bounded number of steps, and what takes more than its budget is a fault of the rail, which fails closed.
 * `recogniserContract` of `@org/ai-guardrails/testing` tests it. Only `validate` is not metered: it gets no more than
 * `maxLength` units.
 * @throws AiError `invalid-input` for a definition that lacks a part, or a form that cannot be read
 * @example
 * ```ts
 * import { createGuard, defineRecogniser, piiRail } from '@org/ai-guardrails';
 *
 * const customerNumber = defineRecogniser({
 *   type: 'CUSTOMER_NUMBER',
 *   forms: ['CN-########'],
 *   validate: (value) => Number(value.slice(2)) % 97 === 1,
 * });
 * const guard = createGuard({ rails: [piiRail({ recognisers: [customerNumber] })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function defineRecogniser(definition: RecogniserDefinition): PiiRecogniser {
  const { type, forms, read, isWordBound = true } = definition;
  if (typeof type !== 'string' || !/^[A-Z][A-Z0-9_]{1,63}$/.test(type)) {
    throw invalidRecogniser('', 'needs a type of capitals, digits and underscores, such as CUSTOMER_NUMBER');
  }
  if ((forms === undefined) === (read === undefined)) {
    throw invalidRecogniser(type, 'needs either forms, or read with prefixes or begins');
  }
  if (definition.contextWords?.some((word) => word === '' || word !== word.toLowerCase()) === true) {
    throw invalidRecogniser(type, 'needs contextWords in lower case');
  }
  const { score } = definition;
  if (score !== undefined && !(score >= 0 && score <= 1)) throw invalidRecogniser(type, 'needs a score from 0 to 1');
  if (forms === undefined) return { type, isWordBound, lookbehind: CONTEXT_UNITS, ...readerByHand(definition) };
  if (forms.length === 0) throw invalidRecogniser(type, 'needs at least one form');
  return recogniserOfForms({ ...definition, forms });
}
