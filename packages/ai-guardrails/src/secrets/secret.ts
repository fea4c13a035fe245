import type { TextCursor } from '../rail/text-cursor.ts';
import type { Barren } from './barren.ts';

/** Kinds of secrets that the package tells apart; a placeholder in a text names one of them. */
export type SecretType =
  | 'AUTHORIZATION'
  | 'CONNECTION_PASSWORD'
  | 'COOKIE'
  | 'JSON_WEB_TOKEN'
  | 'PASSWORD'
  | 'PRIVATE_KEY'
  | 'API_KEY'
  | 'TOKEN'
  | 'SECRET'
  | (string & {});

/** A secret that was found; distances are from the cursor. */
export interface Secret {
  readonly type: SecretType;
  readonly rule: string;
  readonly score: number;
  /** Where the secret itself begins, which is behind what gave it away. */
  readonly start: number;
  readonly end: number;
  /** Takes these pieces in place of all of it. */
  readonly pieces?: readonly { readonly start: number; readonly end: number }[] | undefined;
  /** The secret goes on behind `end` over every unit for which this holds. */
  readonly extend?: ((unit: number) => boolean) | undefined;
}

/** Decides whether a secret of its kinds begins at, or is given away by, what stands at the cursor. */
export type SecretReader = (cursor: TextCursor, barren: Barren) => Secret | undefined;
