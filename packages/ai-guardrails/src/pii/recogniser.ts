import type { TextCursor } from '../rail/text-cursor.ts';

/** Kinds of personal data that the package finds on its own. */
export type BuiltInPiiType =
  | 'EMAIL_ADDRESS'
  | 'PHONE_NUMBER'
  | 'CREDIT_CARD'
  | 'IBAN_CODE'
  | 'US_SSN'
  | 'IP_ADDRESS'
  | 'URL_CREDENTIALS'
  | 'PASSPORT'
  | 'CRYPTO_ADDRESS'
  | 'MAC_ADDRESS'
  | 'CN_RESIDENT_ID'
  | 'MX_CURP'
  | 'IT_FISCAL_CODE'
  | 'FR_NIR'
  | 'BR_CPF'
  | 'BR_CNPJ'
  | 'BE_NATIONAL_NUMBER'
  | 'NO_FODSELSNUMMER'
  | 'FI_HETU'
  | 'SE_PERSONNUMMER'
  | 'ZA_ID'
  | 'KR_RRN'
  | 'TH_NATIONAL_ID'
  | 'CH_AHV'
  | 'ES_NIF'
  | 'ES_NIE'
  | 'SG_NRIC'
  | 'DE_TAX_ID'
  | 'PL_PESEL'
  | 'IN_AADHAAR'
  | 'NL_BSN'
  | 'CA_SIN'
  | 'AU_TFN'
  | 'AU_MEDICARE'
  | 'IE_PPS'
  | 'UK_NHS'
  | 'UK_UTR'
  | 'US_ABA_ROUTING'
  | 'IMEI'
  | 'VIN'
  | 'US_ITIN'
  | 'UK_NINO'
  | 'IN_PAN'
  | 'US_EIN'
  | 'DK_CPR'
  | 'BIC_CODE'
  | 'DATE_OF_BIRTH'
  | 'DRIVER_LICENSE'
  | 'POSTCODE';

/** Kinds of personal data: the built-in ones, and those of recognisers of your own. */

export type PiiType = BuiltInPiiType | (string & {});

/** A value that was found at the cursor. */
export interface Recognition {
  /** Distance from the cursor, end exclusive; no more than the recogniser's `maxLength`. */
  readonly end: number;
  /** Which of the recogniser's rules it was, for people who read findings. */
  readonly rule: string;
  /** How sure, from 0 to 1. */
  readonly score: number;
  /** The value is still open at its end: it takes in every following unit for which this holds. */
  readonly extend?: ((unit: number) => boolean) | undefined;
}

/**
 * What a value begins with: a word of ASCII letters, digits and underscores, or one other unit such as `+`. Of a word
 * of 40 units or more only the first 40 are looked at.
 */
export interface FirstWord {
  /** In UTF-16 units, at most 40; 0 where no word begins, but another unit. */
  readonly length: number;
  readonly hasDigit: boolean;
  /** `a` to `z`. */
  readonly hasLower: boolean;
  /** `A` to `Z`. */
  readonly hasUpper: boolean;
  /** What stands behind: ` ` for any space within a line, `-` for any hyphen, `: / . @ ( <` for themselves, else empty. */
  readonly next: '' | ' ' | '-' | ':' | '/' | '.' | '@' | '(' | '<';
  /** A digit stands behind, after one to three units that are in no word: behind `2026` in `2026-11` and `2026 / 1`. */
  readonly leadsToDigit: boolean;
}

/** A unit without which there is no value, so that text without it is passed over. */
export interface Anchor {
  readonly unit: number;
  /** Farthest that it stands from the start of a value, in UTF-16 units. */
  readonly within: number;
  /** What may stand between the start and the anchor, so many units before the anchor (1 is right before it). */
  readonly through: (unit: number, distance: number) => boolean;
}

/** Recognises one kind of value that begins at the cursor, in a bounded number of steps. */
export interface PiiRecogniser {
  readonly type: PiiType;
  /** Longest value that is matched whole, in UTF-16 units. What is longer is taken in by {@link Recognition.extend}. */
  readonly maxLength: number;
  /** How far behind a value it looks to decide, in UTF-16 units. @defaultValue 20 */
  readonly lookahead?: number | undefined;
  /** How far before a value it looks, for context words mostly, in UTF-16 units. @defaultValue 40 */
  readonly lookbehind?: number | undefined;
  /** The unit before the value is no letter, digit or underscore of ASCII. */
  readonly isWordBound: boolean;
  /** Whether a value may begin with this code unit. Narrow sets are fast ones. */
  readonly begins: (unit: number) => boolean;
  /** Ask `begins` about units beyond ASCII too. @defaultValue false, unless there is an anchor */
  readonly beginsBeyondAscii?: boolean | undefined;
  /**
   * Whether a value may begin with a word of this shape: other words are passed over without a call. Asked once per
   * shape, so it must depend on nothing else, and it must hold for every value that is found.
   * A recogniser that takes plain words without a digit makes the whole rail slow: each word of a text is looked at.
   * @defaultValue any word
   */
  readonly firstWord?: ((word: FirstWord) => boolean) | undefined;
  /**
   * Whether a first word of this length may be followed by a word that begins with `lead`, one to three units behind;
   * -1 where there is none. A finer look for recognisers whose first words are common.
   * @defaultValue anything may follow
   */
  readonly follows?: ((length: number, lead: number) => boolean) | undefined;
  /** A unit that every value has near its start. @defaultValue none */
  readonly anchor?: Anchor | undefined;
  /**
   * Called once per text. A number says that no value of the kind begins here nor before that distance, which is no
   * further than the end of the word at the cursor.
   */
  readonly open: () => (cursor: TextCursor) => Recognition | number | undefined;
}
