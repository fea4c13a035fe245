import { missingPackage, type NoBody } from './body.ts';
import { decodeStrictly, decodeText } from './decode-text.ts';
import type { FolderProblem } from './folder-item.ts';

/** A file's text, and whether some of its characters may be others than its author wrote. */
export interface DecodedFile {
  readonly text: string;
  readonly isUncertain: boolean;
  readonly problems: readonly FolderProblem[];
}

/**
 * Decodes a file: UTF-8, UTF-16 also without its mark, the encoding that an HTML page declares, and others by the statistics of the optional peer `chardet`.
 * A text that is read by statistics is reported; one of which they are not sure is no text.
 */
export async function decodeFile(bytes: Uint8Array, mediaType: string): Promise<DecodedFile | NoBody> {
  const wide = bytes.includes(0) ? unmarkedWide(bytes) : undefined;
  const found = wide === undefined ? decodeText(bytes) : ({ kind: 'text', text: wide, replaced: 0 } as const);
  if (found.kind === 'text' && isSound(found.text, found.replaced))
    return { text: found.text, isUncertain: found.replaced > 0, problems: brokenUtf8(found.replaced) };
  if (bytes.includes(0)) return { reason: 'binary', message: 'the content is not text' };
  const declared = mediaType === 'text/html' ? declaredText(bytes) : undefined;
  return declared === undefined ? guess(bytes) : { text: declared, isUncertain: false, problems: [] };
}

// ISO 2022 writes in ASCII what other encodings write in high bytes, behind this mark.
const shiftMark = '\u001b$';

/** UTF-8 throughout, or nearly: then most of its characters beyond ASCII can be read. */
function isSound(text: string, replaced: number): boolean {
  if (replaced === 0) return !text.includes(shiftMark);
  let readable = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 127 && unit !== 0xfffd) readable++;
  }
  return readable >= 4 * replaced;
}

function brokenUtf8(replaced: number): readonly FolderProblem[] {
  const message = `${String(replaced)} broken UTF-8 sequences were replaced; save the file as UTF-8`;
  return replaced === 0 ? [] : [{ code: 'broken-encoding', message }];
}

/** UTF-16 without a byte order mark: in any language, blanks and line breaks have a byte of zero, always the same one of two. */
function unmarkedWide(bytes: Uint8Array): string | undefined {
  const place = bytes.indexOf(0) % 2;
  if (bytes.length % 2 === 1) return undefined;
  for (let at = 1 - place; at < bytes.length; at += 2) if (bytes[at] === 0) return undefined;
  const text = decodeStrictly(bytes, place === 0 ? 'utf-16be' : 'utf-16le');
  const isText = text !== undefined && isPrintable(text) && /[ \r\n]/.test(text) && !/\p{Cn}|\p{Co}/u.test(text);
  return isText ? text : undefined;
}

const declaration = /<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s{0,20}=\s{0,20}["']?([\w:-]{1,40})/i;

function declaredText(bytes: Uint8Array): string | undefined {
  const label = declaration.exec(Buffer.from(bytes.subarray(0, 1_024)).toString('latin1'))?.[1];
  const text = label === undefined ? undefined : decodeStrictly(bytes, label);
  return text !== undefined && isPrintable(text) ? text : undefined;
}

const sampleBytes = 65_536;
// Of 100. Texts of one sentence in the right encoding reach 23 to 100, noise stays below 10, and the nearest wrong encoding is 10 or more below the right one.
const leastConfidence = 20;
const leastLead = 8;

async function guess(bytes: Uint8Array): Promise<DecodedFile | NoBody> {
  const analyse = await import('chardet').then(
    (module) => module.analyse,
    () => undefined,
  );
  if (analyse === undefined) return missingPackage('chardet', 'text that is not UTF-8');
  const from = Math.max(0, bytes.findIndex((byte) => byte > 127 || byte === 27) - 1_024);
  const [best, next] = analyse(bytes.subarray(from, from + sampleBytes));
  const isClear =
    best !== undefined && best.confidence >= leastConfidence && best.confidence - (next?.confidence ?? 0) >= leastLead;
  const text = isClear ? decodeStrictly(bytes, best.name) : undefined;
  if (best === undefined || text === undefined || !isPrintable(text)) {
    const message = 'the character set of the file cannot be told with confidence; save the file as UTF-8';
    return { reason: 'unknown-encoding', message };
  }
  const message = `the file is not UTF-8 and was read as ${best.name} (confidence ${String(best.confidence)} of 100); save it as UTF-8`;
  return { text, isUncertain: true, problems: [{ code: 'guessed-encoding', message }] };
}

/** Whether there are no control characters but those that shape a text; a wrong encoding brings some. */
function isPrintable(text: string): boolean {
  return !/(?![\t\n\v\f\r\u0085])\p{Cc}/u.test(text);
}
