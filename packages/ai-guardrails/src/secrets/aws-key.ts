import type { TextCursor } from '../rail/text-cursor.ts';
import { alphabetOf, base32, base64, isIn } from './alphabet.ts';
import { isAtStart } from './boundary.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import { readRun } from './run.ts';
import type { Secret } from './secret.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LARGEST_ACCOUNT = 999_999_999_999;

/**
 * Whether the sixteen characters behind `AKIA` or `ASIA` can be of an access key: Base32 that begins with the number of
 * the account, twelve digits in forty bits behind one bit; older keys (`AKIAI`, `AKIAJ`) hold no account.
 */
export function isAwsKeyId(body: string): boolean {
  if (body.startsWith('I') || body.startsWith('J')) return true;
  let account = 0;
  let bits = 0;
  for (const letter of body.slice(0, 9)) {
    const value = alphabet.indexOf(letter);
    for (let bit = 4; bit >= 0 && bits < 41; bit--, bits++) {
      if (bits > 0) account = account * 2 + ((value >> bit) & 1);
    }
  }
  return account <= LARGEST_ACCOUNT;
}

const ID = 20;
const SECRET = 40;
const separators = alphabetOf(' ,:;|"\'\t');

/** An access key and, at most four separators behind it, its secret: as in the files that AWS hands out. */
export function readAwsPair(cursor: TextCursor): Secret | undefined {
  if (!isAtStart(cursor)) return undefined;
  const id = readRun(cursor, 0, base32, ID + 1, 0);
  if (id.text.length !== ID || !isAwsKeyId(id.text.slice(4)) || isPlaceholder(id.text)) return undefined;
  let start = id.end;
  while (start - id.end < 4 && isIn(separators, cursor.unit(start))) start++;
  const secret = readRun(cursor, start, base64, SECRET + 1, 0);
  if (start === id.end || secret.text.length !== SECRET || !looksRandom(secret.text)) return undefined;
  const pieces = [
    { start: 0, end: id.end },
    { start, end: secret.end },
  ];
  return { type: 'AWS_SECRET_KEY', rule: 'key-pair', score: 0.95, start: 0, end: secret.end, pieces };
}
