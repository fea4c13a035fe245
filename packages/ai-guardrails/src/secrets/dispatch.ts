import type { Scanner } from '../rail/rail.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { charactersOf } from './alphabet.ts';
import { readAwsPair } from './aws-key.ts';
import { readAssignment, readFlag, readStatement } from './assignment.ts';
import { readScheme } from './authorization.ts';
import { isEscaped } from './boundary.ts';
import { readConnectionString, readOracleString } from './connection-string.ts';
import { readJsonWebToken } from './json-web-token.ts';
import { readKeys, type KeyFormat } from './key-format.ts';
import { readPrivateKey } from './private-key.ts';
import { providerKeys } from './provider-keys.ts';
import { mayEndName } from './secret-name.ts';
import type { SecretReader } from './secret.ts';
import { readAtlasToken, readDiscordToken, readTelegramToken } from './suffixed-keys.ts';

/** Which readers look at what stands at the cursor. */
export interface Dispatch {
  /** By the first three characters, those without width passed over. */
  readonly readers: (first: number, second: number, third: number) => readonly SecretReader[] | undefined;
  /** Whether a secret may begin with this unit, or be given away by it. */
  readonly begins: (unit: number) => boolean;
  /** Passes over text in which no secret begins. */
  readonly skip: NonNullable<Scanner['skip']>;
}

const ASCII = 0x80;
const COLON = 0x3a;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const HYPHEN = 0x2d;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

/** What a unit means while text is passed over. */
const IN_WORD = 1;
const FIRST = 2;
/** It may begin a secret in the middle of a word, too. */
const FIRST_ANYWHERE = 4;
const SIGN = 8;
const ESCAPES = 16;

let made: Dispatch | undefined;

/** The one dispatch of all rails, made when first asked for: tables of some 30 kB. */
export function secretDispatch(): Dispatch {
  return (made ??= makeDispatch());
}

function makeDispatch(): Dispatch {
  const kinds = new Uint8Array(ASCII);
  const pairs = new Uint8Array(ASCII * ASCII);
  /** By pair, the readers by third character. */
  const thirds: SecretReader[][][] = [[]];
  const signs: (readonly SecretReader[] | undefined)[] = [];

  const mark = (unit: number, kind: number): void => void (kinds[unit] = (kinds[unit] ?? 0) | kind);
  /** The prefix has two characters or more; `then` are those that may come third, where it has two. */
  const listsOf = (prefix: string, isAnywhere: boolean, then: string): readonly SecretReader[][] => {
    const pair = pairOf(prefix.charCodeAt(0), prefix.charCodeAt(1));
    if (pairs[pair] === 0) pairs[pair] = thirds.push([]) - 1;
    const byThird = (thirds[pairs[pair] ?? 0] ??= []);
    mark(prefix.charCodeAt(0), isAnywhere ? FIRST | FIRST_ANYWHERE : FIRST);
    return Array.from(then, (one) => (byThird[one.charCodeAt(0)] ??= []));
  };
  const add = (prefix: string, reader: SecretReader, isAnywhere = false, then = prefix.charAt(2)): void => {
    for (const list of listsOf(prefix, isAnywhere, then)) list.push(reader);
  };
  /** Formats that begin alike are read together. */
  const formatsBy = new Map<readonly SecretReader[], KeyFormat[]>();
  const addFormat = (format: KeyFormat): void => {
    const then = format.prefix.charAt(2) || charactersOf(format.alphabet);
    for (const list of listsOf(format.prefix, format.checksum !== undefined, then)) {
      const formats = formatsBy.get(list) ?? [];
      if (formats.push(format) > 1) continue;
      formatsBy.set(list, formats);
      list.push((cursor, barren) => readKeys(cursor, formats, barren));
    }
  };

  for (let unit = 0; unit < ASCII; unit++) if (isAsciiLetter(unit) || isDigit(unit)) mark(unit, IN_WORD);
  for (const start of ['AKI', 'ASI']) add(start, readAwsPair);
  for (const format of providerKeys()) addFormat(format);
  add('eyJ', readJsonWebToken);
  add('---', readPrivateKey, true);
  add('--', readFlag, true, letters);
  for (const first of 'MNO') {
    for (const second of 'DTjz') add(first + second, readDiscordToken, false, 'AEIMQUYcgk');
  }
  for (const scheme of ['bea', 'Bea', 'BEA', 'bas', 'Bas', 'BAS']) add(scheme, readScheme);
  for (const verb of ['is', 'was', 'ist', 'lautet', 'est', 'es']) {
    add(verb, (cursor, barren) => readStatement(cursor, barren, verb), false, verb.charAt(2) || ' \t:');
  }
  add('.at', readAtlasToken, true);
  signs[COLON] = [readConnectionString, readOracleString, readTelegramToken, readAssignment];
  signs[EQUALS] = signs[GREATER] = [readAssignment];
  for (const sign of [COLON, EQUALS, GREATER]) mark(sign, SIGN);
  mark(BACKSLASH, ESCAPES);
  mark(PERCENT, ESCAPES);

  return {
    readers: (first, second, third) => {
      if (first >= ASCII || first < 0) return undefined;
      const place = second >= 0 && second < ASCII ? (pairs[pairOf(first, second)] ?? 0) : 0;
      return signs[first] ?? thirds[place]?.[third];
    },
    begins: (unit) => unit < ASCII && ((kinds[unit] ?? 0) & (FIRST | SIGN)) !== 0,
    skip({ text, base, end, isEnd }, from) {
      const last = end - base - 1;
      let at = from - base;
      let isInWord = isWordBefore(text, at);
      /** Behind an escape such as `\n` or `%3D` a word begins; where the pass begins, one may have been before. */
      let freshAt = text.charCodeAt(at - 2) === PERCENT || text.charCodeAt(at - 1) === BACKSLASH ? at + 1 : -1;
      if (text.charCodeAt(at - 1) === PERCENT) freshAt = at + 2;
      for (; at <= last; at++) {
        const unit = text.charCodeAt(at);
        if (unit >= ASCII) {
          isInWord = false;
          continue;
        }
        const kind = kinds[unit] ?? 0;
        const mayBegin = (isInWord && at !== freshAt ? FIRST_ANYWHERE : FIRST | FIRST_ANYWHERE) | SIGN;
        isInWord = (kind & IN_WORD) !== 0;
        if ((kind & (mayBegin | ESCAPES)) === 0) continue;
        if (kind & SIGN) {
          if (startsBehindSign(text.charCodeAt(at + 1)) || mayEndName(text, at) || endsScheme(text, at))
            return at + base;
          continue;
        }
        if (kind & ESCAPES) freshAt = unit === PERCENT ? at + 3 : at + 2;
        if ((kind & mayBegin) === 0) continue;
        if (at === last) return isEnd ? end : -1 - (at + base);
        const next = text.charCodeAt(at + 1);
        // What has no width is left to the scan.
        if (next >= ASCII) {
          if (isHiding(next)) return at + base;
          continue;
        }
        const place = pairs[pairOf(unit, next)];
        if (!place || (unit === HYPHEN && text.charCodeAt(at - 1) === HYPHEN)) continue;
        if (at + 1 === last) return isEnd ? end : -1 - (at + base);
        const third = text.charCodeAt(at + 2);
        if (third >= ASCII ? isHiding(third) : thirds[place]?.[third] !== undefined) return at + base;
      }
      return end;
    },
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `://`, `:\/\/` and `:AA`, the secret of a bot: what stands before them does not matter. */
function startsBehindSign(unit: number): boolean {
  return unit === 0x2f || unit === BACKSLASH || unit === 0x41 || Number.isNaN(unit);
}

/** `thin:`, behind which the user of an Oracle database stands. */
function endsScheme(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === 0x6e && (text.charCodeAt(at - 2) | 0x20) === 0x69;
}

function pairOf(first: number, second: number): number {
  return (first << 7) | second;
}

/** Spaces and joiners beyond ASCII, which a scan passes over inside of keys. */
function isHiding(unit: number): boolean {
  return unit < 0xc0 || (unit >= 0x2000 && unit < 0x2070) || unit === 0xfeff;
}

function isWordBefore(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (
    (isAsciiLetter(before) || isDigit(before)) && !isEscaped(before, text.charCodeAt(at - 2), text.charCodeAt(at - 3))
  );
}
