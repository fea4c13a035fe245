import type { TextCursor } from '../rail/text-cursor.ts';

/** Kinds of personal data that the rail finds. */
export type PiiType = 'EMAIL_ADDRESS' | 'PHONE_NUMBER' | 'CREDIT_CARD' | 'IBAN_CODE' | 'US_SSN' | 'IP_ADDRESS';

/** A value that was found at the cursor. */
export interface Recognition {
  /** Distance from the cursor, end exclusive. */
  readonly end: number;
  readonly rule: string;
  readonly score: number;
  readonly extend?: ((unit: number) => boolean) | undefined;
}

/** Recognises one kind of value that begins at the cursor. */
export interface Recogniser {
  readonly type: PiiType;
  /** The unit before the value is no letter, digit or underscore. */
  readonly isWordBound: boolean;
  readonly begins: (unit: number) => boolean;
  /**
   * Called once per text. A number says that no value of the kind begins here nor before that distance, which is no
   * further than the end of the word at the cursor.
   */
  open(): (cursor: TextCursor) => Recognition | number | undefined;
}
