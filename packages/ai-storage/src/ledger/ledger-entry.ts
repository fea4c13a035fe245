import { canonicalJson, type JsonValue } from '@org/ai-core';
import { digestOf } from '../digest/digest.ts';

/** One entry. `hash` is the SHA-256 over the canonical JSON (RFC 8785) of the other members, so that each entry vouches for all before it. */
export interface LedgerEntry {
  /** 1 for the first entry, and no number is ever left out. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: string;
  readonly record: JsonValue;
  /** Hash of the entry before; of the first entry {@link ledgerRoot}. */
  readonly previous: string;
  readonly hash: string;
}

/** What the first entry names as its predecessor. */
export const ledgerRoot = 'sha256:0000000000000000000000000000000000000000000000000000000000000000';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The line of an entry, in canonical JSON, and its hash. */
export function encodeEntry(entry: Omit<LedgerEntry, 'hash'>): { readonly line: Uint8Array; readonly hash: string } {
  const body = bodyOf(entry);
  const hash = digestOf(body);
  return { line: encoder.encode(`${lineOf(hash, body)}\n`), hash };
}

/** The entry of a line, or undefined when its text is not exactly what its hash was made from. */
export function decodeEntry(bytes: Uint8Array): LedgerEntry | undefined {
  try {
    const text = decoder.decode(bytes);
    const entry = JSON.parse(text) as LedgerEntry;
    const body = bodyOf(entry);
    return lineOf(digestOf(body), body) === text ? entry : undefined;
  } catch {
    return undefined;
  }
}

function bodyOf({ kind, previous, record, sequence, time }: Omit<LedgerEntry, 'hash'>): string {
  return canonicalJson({ kind, previous, record, sequence, time });
}

/** `hash` sorts before all other members, so that the line is canonical too. */
function lineOf(hash: string, body: string): string {
  return `{"hash":"${hash}",${body.slice(1)}`;
}
