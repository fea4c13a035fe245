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

/**
 * One line: `crc32 committed json`. The checksum also covers the line's position, so that a block of the disk that lands elsewhere is not taken for a record;
 * `committed` proves what had been acknowledged, which tells a torn tail from damage to acknowledged records.
 */
export function encodeLine(position: number, committed: number, json: string | undefined): Uint8Array {
  const body = json === undefined ? String(committed) : `${String(committed)} ${json}`;
  return encoder.encode(`${checksum(position, body)} ${body}\n`);
}

/** The line at a position, or undefined when it is not what was written there. */
export function decodeLine(position: number, bytes: Uint8Array): JournalLine | undefined {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return undefined;
  }
  const [, crc, committed, json] = shape.exec(text) ?? [];
  if (crc === undefined || committed === undefined) return undefined;
  if (checksum(position, text.slice(9)) !== crc) return undefined;
  return { committed: Number(committed), json };
}

function checksum(position: number, body: string): string {
  return crc32(`${String(position)} ${body}`)
    .toString(16)
    .padStart(8, '0');
}
