import { AiError, type JsonValue } from '@org/ai-core';

/** A file of named binary sections behind a JSON header. */
export interface Container {
  readonly header: JsonValue;
  /** The bytes of a section, copied to an aligned buffer of their own; empty when there is no such section. */
  section(name: string): Uint8Array;
  /** Where a section begins in the file, for reading a part of it later. */
  offsetOf(name: string): number;
}

const magic = new TextEncoder().encode('AIRSEG1\n');
const alignment = 8;

/** Writes a header and sections into one buffer; every section begins at a multiple of 8 bytes. */
export function encodeContainer(
  header: JsonValue,
  sections: readonly (readonly [string, readonly Uint8Array[]])[],
): Uint8Array {
  const table: Record<string, [number, number]> = {};
  let offset = 0;
  for (const [name, pieces] of sections) {
    const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    table[name] = [offset, length];
    offset = aligned(offset + length);
  }
  const head = new TextEncoder().encode(JSON.stringify({ header, sections: table }));
  const start = aligned(magic.length + 4 + head.length);
  const bytes = new Uint8Array(start + offset);
  bytes.set(magic);
  new DataView(bytes.buffer).setUint32(magic.length, head.length, true);
  bytes.set(head, magic.length + 4);
  for (const [name, pieces] of sections) {
    let at = start + (table[name]?.[0] ?? 0);
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.byteLength;
    }
  }
  return bytes;
}

/** @throws AiError `integrity` when the bytes are no container */
export function decodeContainer(bytes: Uint8Array, name: string): Container {
  const foreign = (): AiError =>
    new AiError('integrity', `${name} is not a file of this index; restore it or ingest into a new folder`);
  if (bytes.length < magic.length + 4 || !magic.every((byte, index) => bytes[index] === byte)) throw foreign();
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(magic.length, true);
  const headEnd = magic.length + 4 + headLength;
  if (headEnd > bytes.length) throw foreign();
  let head: { readonly header: JsonValue; readonly sections: Readonly<Record<string, readonly [number, number]>> };
  try {
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(magic.length + 4, headEnd))) as typeof head;
  } catch {
    throw foreign();
  }
  const start = aligned(headEnd);
  return {
    header: head.header,
    section(section) {
      const [offset, length] = head.sections[section] ?? [0, 0];
      if (start + offset + length > bytes.length) throw foreign();
      return bytes.slice(start + offset, start + offset + length);
    },
    offsetOf: (section) => start + (head.sections[section]?.[0] ?? 0),
  };
}

function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
