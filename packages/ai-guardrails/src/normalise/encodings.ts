import { bytesOfBase64 } from './base64.ts';
import { textOfEntities } from './entities.ts';
import { findRot13 } from './rot13.ts';
import { bytesOfHex, bytesOfPercent } from './hex.ts';

/** Ways to write a text that {@link decodeText} undoes. */
export type Encoding = 'base64' | 'hex' | 'percent' | 'html' | 'rot13';

/** A run of a text, and what it says. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly encoding: Encoding;
  readonly text: string;
}

const LEAST = 12;
const base64Run = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
const hexRun = /(?:\\x|0x|\\u00)?[0-9a-fA-F]{2}(?:[ ,:]?(?:\\x|0x|\\u00)?[0-9a-fA-F]{2}){7,}/g;
const percentRun = /[^\s%]{0,24}%[0-9a-fA-F]{2}[^\s]*/g;
const entityRun = /&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos);[^\n]*/g;

/** The encoded runs of a text, decoded as far as `budget` units go. Runs that spell no text are left out. */
export function* encodedRuns(text: string, budget: number): Generator<EncodedRun> {
  yield* runsOf(text, base64Run, 'base64', budget, (run) =>
    isBase64(run) ? textOfBytes(bytesOfBase64(run)) : undefined,
  );
  yield* runsOf(text, hexRun, 'hex', budget, (run) => textOfBytes(bytesOfHex(run)));
  if (text.includes('%')) {
    yield* runsOf(text, percentRun, 'percent', budget, (run) => textOfBytes(bytesOfPercent(run)));
  }
  if (text.includes('&')) yield* runsOf(text, entityRun, 'html', budget, textOfEntities);
  const rotated = findRot13(text.slice(0, budget));
  if (rotated !== undefined) yield { start: 0, end: Math.min(text.length, budget), encoding: 'rot13', text: rotated };
}

function* runsOf(
  text: string,
  pattern: RegExp,
  encoding: Encoding,
  budget: number,
  decode: (run: string) => string | undefined,
): Generator<EncodedRun> {
  for (const { 0: run, index } of text.matchAll(pattern)) {
    const taken = run.slice(0, budget);
    const decoded = decode(taken);
    if (decoded === undefined || decoded === taken || decoded.trim().length < LEAST / 2) continue;
    yield { start: index, end: index + taken.length, encoding, text: decoded };
  }
}

/** Words and paths are base64 by their letters alone; what spells a text mixes cases or digits. */
function isBase64(run: string): boolean {
  return run.length >= LEAST && /[a-z]/.test(run) && /[A-Z]/.test(run) && !/^[A-Za-z][a-z]+$/.test(run);
}

/** The text that bytes spell in UTF-8 or, with every other byte 0, in UTF-16; undefined when it is none. */
function textOfBytes(bytes: Uint8Array): string | undefined {
  const plain = isUtf16(bytes) ? bytes.filter((_, at) => at % 2 === 0) : bytes;
  let text = '';
  let odd = 0;
  for (let at = 0; at < plain.length;) {
    const { point, size } = pointAt(plain, at);
    at += size;
    if (point < 0x20 && point !== 9 && point !== 10 && point !== 13) odd++;
    else if (point === 0xfffd || point === 0x7f) odd++;
    else text += String.fromCodePoint(point);
    if (odd * 10 > plain.length) return undefined;
  }
  return text;
}

function isUtf16(bytes: Uint8Array): boolean {
  if (bytes.length <= 8) return false;
  for (let at = 1; at < bytes.length; at += 2) if (bytes[at] !== 0) return false;
  return true;
}

function pointAt(bytes: Uint8Array, at: number): { readonly point: number; readonly size: number } {
  const lead = bytes[at] ?? 0;
  const size = lead < 0x80 ? 1 : lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (size === 1) return { point: lead, size };
  if (size === 0 || lead >= 0xf5) return { point: 0xfffd, size: 1 };
  let point = lead & (0xff >> (size + 1));
  for (let next = 1; next < size; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return { point: 0xfffd, size: 1 };
    point = (point << 6) | (byte & 0x3f);
  }
  return { point: point > 0x10_ffff ? 0xfffd : point, size };
}
