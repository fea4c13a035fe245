import { AiError } from '@org/ai-core';
import { isDate, digitsOf } from '../pii/phone/forms.ts';
import { LONGEST_DIALLED, readDialled } from '../pii/phone/dialled.ts';
import { contextOf } from '../pii/phone/phone-words.ts';
import { isFreeBefore, isFreeBehind } from '../pii/define/boundary.ts';
import type { PiiRecogniser, Recognition } from '../pii/recogniser.ts';
import type { TextCursor } from '../rail/text-cursor.ts';
import { isDigit, isInlineSpace } from '../text/units.ts';
import { loadPhoneMetadata, type PhoneMetadata } from './phone-metadata.ts';

/** Which telephone numbers are found by the metadata. */
export interface PhoneNumberOptions {
  /** Countries whose numbers are found, as ISO 3166-1 codes (`GB`). @defaultValue all */
  readonly countries?: readonly string[] | undefined;
  /** Country that a number without a country code is in. @defaultValue none: only numbers with `+` are found */
  readonly defaultCountry?: string | undefined;
  /** Gives the metadata. @defaultValue that of the installed `libphonenumber-js/min` */
  readonly load?: (() => Promise<PhoneMetadata>) | undefined;
}

const PLUS = 0x2b;
const OPEN = 0x28;
const LEAST_DIGITS = 6;
const MOST_DIGITS = 17;
/** Ends that are tried for one number, the longest first: what bounds the work at one place. */
const MOST_ENDS = 4;

/**
 * A recogniser of telephone numbers by the numbering plans of `libphonenumber-js`, for every country it knows; the
 * built-in one knows some fifty. Numbers in national form are found with `defaultCountry`, plain digits only behind
 * words that name them. Give it to `piiRail({ recognisers })`.
 * @throws AiError `unsupported` when the optional peer `libphonenumber-js` is not installed, `invalid-input` for a
 * country that it does not know
 * @example
 * ```ts
 * import { createGuard, piiRail } from '@org/ai-guardrails';
 * import { phoneNumberWithMetadata } from '@org/ai-guardrails/phone';
 *
 * const phone = await phoneNumberWithMetadata({ defaultCountry: 'NZ' });
 * const guard = createGuard({ rails: [piiRail({ recognisers: [phone] })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export async function phoneNumberWithMetadata(options: PhoneNumberOptions = {}): Promise<PiiRecogniser> {
  const { countries, defaultCountry } = options;
  const metadata = await loadPhoneMetadata(options.load);
  for (const country of [...(countries ?? []), ...(defaultCountry === undefined ? [] : [defaultCountry])]) {
    if (metadata.isSupportedCountry(country)) continue;
    throw new AiError('invalid-input', `phoneNumberWithMetadata knows no country "${country}"; name it as GB or US`);
  }
  const allowed = countries === undefined ? undefined : new Set(countries);
  const codes = new Set(countries?.map((country) => metadata.getCountryCallingCode(country as never)));
  const isNumber = (text: string): boolean => {
    const number = metadata.parsePhoneNumberFromString(text, {
      ...(defaultCountry === undefined ? {} : { defaultCountry: defaultCountry as never }),
      extract: false,
    });
    if (number?.isValid() !== true) return false;
    // A number that several countries may have (a mobile of +44) names none of them.
    return (
      allowed === undefined ||
      (number.country === undefined ? codes.has(number.countryCallingCode) : allowed.has(number.country))
    );
  };
  const isNational = defaultCountry !== undefined;
  return {
    type: 'PHONE_NUMBER',
    maxLength: LONGEST_DIALLED,
    lookahead: 2,
    isWordBound: true,
    begins: (unit) => unit === PLUS || (isNational && (isDigit(unit) || unit === OPEN)),
    firstWord: ({ length, hasLower, hasUpper, leadsToDigit }) =>
      !hasLower && !hasUpper && (length === 0 || leadsToDigit || length >= LEAST_DIGITS),
    open: () => (cursor) => recognise(cursor, isNumber, isNational),
  };
}

function recognise(
  cursor: TextCursor,
  isNumber: (text: string) => boolean,
  isNational: boolean,
): Recognition | undefined {
  if (cursor.unit(-1) === PLUS || !isFreeBefore(cursor)) return undefined;
  if (isInlineSpace(cursor.unit(-1)) && isDigit(cursor.unit(-2)) && cursor.unit(0) !== PLUS) return undefined;
  const { groups, hasPlus } = readDialled(cursor);
  if (!hasPlus && (!isNational || isDate(groups))) return undefined;
  let tried = 0;
  for (let count = groups.length; count > 0 && tried < MOST_ENDS; count--) {
    const taken = groups.slice(0, count);
    const end = taken.at(-1)?.end ?? 0;
    const digits = digitsOf(taken).length;
    if (digits < LEAST_DIGITS || digits > MOST_DIGITS || !isFreeBehind(cursor, end)) continue;
    tried++;
    if (!isNumber(cursor.slice(0, end))) continue;
    const context = hasPlus ? 'phone' : contextOf(cursor);
    if (context === 'other' || (taken.length === 1 && context !== 'phone')) return undefined;
    return { end, rule: hasPlus ? 'metadata-international' : 'metadata-national', score: 0.9 };
  }
  return undefined;
}
