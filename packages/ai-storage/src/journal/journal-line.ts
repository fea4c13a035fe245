import { crc32 } from 'node:zlib';

/** First line of every journal: a file without it is not one, and is left alone. */
export const journalHeader: Uint8Array = new TextEncoder().encode('ai-journal 1\n');

/** What a sound line says: how much of the file was synced before it was written, and the record, if it is not a mere mark. */
export interface JournalLine {
  readonly committed: number;
  readonly json: string | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const shape = /^([0-9a-f]{8}) (\d{1,15})(?: (.+))?$/s;

/** What an empty line says: nothing. */
const nothing: JournalLine = { committed: 0, json: undefined };

/**
 * One line: `crc32 committed json`. The checksum also covers the line's position, so that a block of the disk that lands elsewhere is not taken for a record;
 * `committed` proves what had been acknowledged, which tells a torn tail from damage to acknowledged records.
 */
export function encodeLine(position: number, committed: number, json: string): Uint8Array {
  const body = `${String(committed)} ${json}`;
  return encoder.encode(`${checksum(position, body)} ${body}\n`);
}

/** A mark that all before it is committed. It starts with a line feed, so that it is found even when the one before it is damaged. */
export function encodeMark(position: number): Uint8Array {
  return encoder.encode(`\n${checksum(position + 1, String(position))} ${String(position)}\n`);
}

/** The line at a position, or undefined when it is not what was written there. */
export function decodeLine(position: number, bytes: Uint8Array): JournalLine | undefined {
  if (bytes.length === 0) return nothing;
  const line = parse(bytes);
  if (line === undefined) return undefined;
  return checksum(position, line.body) === line.crc ? line : undefined;
}

/** What a line says that was written where it says so but stands elsewhere now: bytes before it were taken out or put in. */
export function decodeMovedLine(bytes: Uint8Array): JournalLine | undefined {
  const line = parse(bytes);
  if (line === undefined) return undefined;
  // The first record behind a commit stands right there, a mark one line feed later.
  const written = line.json === undefined ? line.committed + 1 : line.committed;
  return checksum(written, line.body) === line.crc ? line : undefined;
}

function parse(bytes: Uint8Array): (JournalLine & { readonly crc: string; readonly body: string }) | undefined {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return undefined;
  }
  const [, crc, committed, json] = shape.exec(text) ?? [];
  if (crc === undefined || committed === undefined) return undefined;
  return { crc, body: text.slice(9), committed: Number(committed), json };
}

function checksum(position: number, body: string): string {
  return crc32(`${String(position)} ${body}`)
    .toString(16)
    .padStart(8, '0');
}
