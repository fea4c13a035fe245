import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { base64url, dotted } from './alphabet.ts';
import type { Barren } from './barren.ts';
import { base64Text } from './base64-text.ts';
import { isAtStart } from './boundary.ts';
import { looksRandom } from './randomness.ts';
import { readRun } from './run.ts';
import type { Secret } from './secret.ts';

const TELEGRAM_SECRET = 35;
const ATLAS_MARK = '.atlasv1.';

/** Tokens of Telegram bots, `number:secret`, from the colon on: the number is public. */
export function readTelegramToken(cursor: TextCursor): Secret | undefined {
  if (cursor.unit(1) !== 0x41) return undefined;
  let digits = 0;
  while (digits < 11 && isDigit(cursor.unit(-1 - digits))) digits++;
  if (digits < 8 || digits > 10) return undefined;
  const { text, end } = readRun(cursor, 1, base64url, TELEGRAM_SECRET + 1, TELEGRAM_SECRET);
  if (text.length !== TELEGRAM_SECRET || !looksRandom(text)) return undefined;
  return { type: 'TELEGRAM_TOKEN', rule: 'format', score: 0.95, start: 1, end };
}

/** Tokens of Discord bots, `id.time.secret`: the first part is the number of the bot in Base64. */
export function readDiscordToken(cursor: TextCursor, barren: Barren): Secret | undefined {
  const { offset } = cursor;
  if (!isAtStart(cursor) || barren.covers('key', offset)) return undefined;
  const { text, end } = readRun(cursor, 0, dotted, 81, 58);
  if (!isDiscordToken(text)) {
    barren.add('key', offset, offset + end);
    return undefined;
  }
  return { type: 'DISCORD_TOKEN', rule: 'format', score: 0.95, start: 0, end };
}

function isDiscordToken(text: string): boolean {
  const [id = '', time = '', secret = '', ...more] = text.split('.');
  if (time.length < 6 || time.length > 7 || secret.length < 27 || secret.length > 45 || more.length > 0) return false;
  return /^\d{17,20}$/.test(base64Text(id) ?? '') && looksRandom(secret);
}

/** Tokens of HCP Terraform, `id.atlasv1.secret`, from the first dot on. */
export function readAtlasToken(cursor: TextCursor): Secret | undefined {
  if (cursor.slice(0, ATLAS_MARK.length) !== ATLAS_MARK) return undefined;
  const before = cursor.unit(-1);
  if (!isAsciiLetter(before) && !isDigit(before)) return undefined;
  const { text, end } = readRun(cursor, ATLAS_MARK.length, dotted, 90, 60);
  if (text.length < 60 || !looksRandom(text)) return undefined;
  return { type: 'TERRAFORM_TOKEN', rule: 'format', score: 0.95, start: ATLAS_MARK.length, end };
}
