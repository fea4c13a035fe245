import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isInlineSpace, isWord } from '../text/units.ts';
import { isEscaped } from './boundary.ts';
import type { SecretType } from './secret.ts';

/** How far before a value its name may begin, in UTF-16 units. */
export const LONGEST_NAME = 48;

/** A name that says that its value is secret. */
export interface SecretName {
  readonly type: SecretType;
  /** `password` values are made by people, `token` values by machines, `header` ones have a form of their own. */
  readonly kind: 'password' | 'token' | 'authorization' | 'cookie';
  /** Where its last word begins. */
  readonly start: number;
  /** The name is written as variables of the environment are. */
  readonly isUpper: boolean;
}

/** A last word of names. */
interface Ending {
  readonly type: SecretType;
  readonly kind: SecretName['kind'];
  readonly word: string;
}

/** Last words of names, without what joins words, by what they name. */
const endings: readonly (readonly [SecretType, SecretName['kind'], readonly string[]])[] = [
  ['PASSWORD', 'password', ['password', 'passwd', 'pwd', 'passphrase', 'passcode', 'passwort', 'kennwort']],
  ['AUTHORIZATION', 'authorization', ['authorization']],
  ['COOKIE', 'cookie', ['cookie']],
  ['AWS_SECRET_KEY', 'token', ['secretaccesskey', 'awssecretkey', 'awssecret']],
  ['AZURE_KEY', 'token', ['accountkey', 'sharedaccesskey', 'storagekey', 'subscriptionkey']],
  [
    'API_KEY',
    'token',
    [
      ...['apikey', 'accesskey', 'authkey', 'adminkey', 'servicekey', 'servicerolekey', 'sessionkey', 'masterkey'],
      ...['signingkey', 'encryptionkey', 'secretkey', 'privatekey', 'hmackey', 'webhookkey', 'sharedkey', 'appkey'],
    ],
  ],
  ['TOKEN', 'token', ['token', 'bearer', 'sessionid', 'jwt', 'pat']],
  ['SECRET', 'token', ['secret', 'credential', 'credentials', 'auth', 'sig']],
];

/** Names that end alike and hold nothing secret. */
const harmless =
  /csrf|xsrf|page|next|continu|cursor|public|publish|cancel|sync|syntax|design|refreshing|max|min|num|count|type/;

const MOST_GAPS = 5;
const MOST_DIGITS = 3;

/** The endings by their last three letters, so that most names are told apart without being read. */
const byTail: ReadonlyMap<number, readonly Ending[]> = groupByTail();

function groupByTail(): ReadonlyMap<number, readonly Ending[]> {
  const groups = new Map<number, Ending[]>();
  for (const [type, kind, words] of endings) {
    for (const word of words) {
      const tail = packed(
        word.charCodeAt(word.length - 3),
        word.charCodeAt(word.length - 2),
        word.charCodeAt(word.length - 1),
      );
      groups.set(tail, [...(groups.get(tail) ?? []), { type, kind, word }]);
    }
  }
  return groups;
}

/** Three units in a row as one number, in lower case. */
function packed(first: number, second: number, third: number): number {
  return ((first | 0x20) << 16) | ((second | 0x20) << 8) | third | 0x20;
}

/** Whether a secret name may end right before a place of a text; most signs stand behind none. */
export function mayEndName(text: string, end: number): boolean {
  let last = end - 1;
  while (end - last < MOST_GAPS && isGap(text.charCodeAt(last))) last--;
  let letter = last;
  while (last - letter < MOST_DIGITS && isNumbering(text.charCodeAt(letter))) letter--;
  return byTail.has(packed(text.charCodeAt(letter - 2), text.charCodeAt(letter - 1), text.charCodeAt(letter)));
}

/** Whether a name right before the cursor may end as those of cookies do, whose values are read whatever they stand in. */
export function mayNameCookies(cursor: TextCursor): boolean {
  let last = -1;
  while (-last < MOST_GAPS && isGap(cursor.unit(last))) last--;
  const first = last - MOST_DIGITS;
  while (last > first && isNumbering(cursor.unit(last))) last--;
  return (cursor.unit(last) | 0x20) === 0x65;
}

/** The name that stands right before a distance, and not before `least`, if it says that its value is secret. */
export function readSecretName(
  cursor: TextCursor,
  from: number,
  least: number = -LONGEST_NAME,
): SecretName | undefined {
  let last = from - 1;
  while (from - last < MOST_GAPS && isGap(cursor.unit(last))) last--;
  let letter = last;
  while (last - letter < MOST_DIGITS && isNumbering(cursor.unit(letter))) letter--;
  const candidates = byTail.get(packed(cursor.unit(letter - 2), cursor.unit(letter - 1), cursor.unit(letter)));
  if (candidates === undefined) return undefined;
  let at = letter;
  let hasJoints = false;
  while (at >= least && last - at < LONGEST_NAME - 8) {
    const unit = cursor.unit(at);
    const isJoint = unit === 0x20 && isAsciiLetter(cursor.unit(at - 1));
    if (isJoint || unit === 0x5f || unit === 0x2d || unit === 0x2e) hasJoints = true;
    else if (!isWord(unit)) break;
    at--;
  }
  // The letter of an escape such as `\n` belongs to no name.
  if (isEscaped(cursor.unit(at + 1), cursor.unit(at), -1)) at++;
  const written = cursor.slice(at + 1, letter + 1);
  const lower = written.toLowerCase();
  const name = hasJoints ? lower.replace(/[_\-. ]/g, '') : lower;
  for (const { type, kind, word } of candidates) {
    if (!name.endsWith(word)) continue;
    if (isShort(word) && !isSeparate(written, word)) return undefined;
    if (kind === 'token' && name.length > word.length && harmless.test(name.slice(0, -word.length).slice(-12)))
      return undefined;
    const last = written.lastIndexOf(' ') + 1;
    return { type, kind, start: at + 1 + last, isUpper: /^[A-Z0-9_]+$/.test(written.slice(last)) };
  }
  return undefined;
}

/** `password2`, `token_1`. */
function isNumbering(unit: number): boolean {
  return isDigit(unit) || unit === 0x5f;
}

function isGap(unit: number): boolean {
  return isInlineSpace(unit) || unit === 0x22 || unit === 0x27 || unit === 0x60 || unit === 0x5d || unit === 0x5c;
}

/** Short endings are words of their own: `sig`, `db_auth`, not `design` or `OAuth`. */
function isShort(word: string): boolean {
  return word.length < 5;
}

function isSeparate(written: string, word: string): boolean {
  const place = written.length - word.length;
  const before = place > 0 ? written.charCodeAt(place - 1) : 0;
  const isCamelCase = before >= 0x61 && written.charCodeAt(place) < 0x61;
  return !isAsciiLetter(before) || isCamelCase;
}
