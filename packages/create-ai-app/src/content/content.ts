import { createHash } from 'node:crypto';

/** Files by their path below the project folder, with `/` on every system. */
export type Files = ReadonlyMap<string, Buffer>;

/** Above this many bytes a file is replaced or kept whole: merging line by line would take too long. */
const longestText = 1_000_000;

/** The SHA-256 of a file's bytes, in hexadecimal. */
export function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The text of a file, or undefined for one that is binary or too long to merge. */
export function textOf(content: Buffer): string | undefined {
  if (content.length > longestText || content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** How the lines of a file end; git for Windows writes CRLF into a checkout, which is no edit. */
export type LineEnd = '\n' | '\r\n';

/** A file whose every line ends with CRLF, with LF in its place; any other file as it is. */
export function unifyLines(content: Buffer): { readonly content: Buffer; readonly lineEnd: LineEnd } {
  const text = content.includes(13) ? textOf(content) : undefined;
  if (text === undefined) return { content, lineEnd: '\n' };
  const unified = text.replaceAll('\r\n', '\n');
  const isWindows = !unified.includes('\r') && unified.replaceAll('\n', '\r\n') === text;
  return isWindows ? { content: Buffer.from(unified), lineEnd: '\r\n' } : { content, lineEnd: '\n' };
}

/** Gives a text file the line ends that it had before. */
export function withLineEnd(content: Buffer, lineEnd: LineEnd): Buffer {
  const text = lineEnd === '\n' ? undefined : textOf(content);
  return text === undefined || text.includes('\r') ? content : Buffer.from(text.replaceAll('\n', lineEnd));
}
