import { canonicalJson, type JsonValue } from '@org/ai-core';
import { digestOf } from '../digest/digest.ts';

/** One generation as it is on disk. */
export interface Generation {
  readonly generation: number;
  readonly value: JsonValue;
}

/** Name of a generation's file. The number is padded, so that a listing sorts by age. */
export function generationName(name: string, generation: number): string {
  return `${name}.${String(generation).padStart(10, '0')}.json`;
}

/** The generation that a file name stands for, or undefined for other files. */
export function generationOf(name: string, fileName: string): number | undefined {
  if (!fileName.startsWith(`${name}.`) || !fileName.endsWith('.json')) return undefined;
  const digits = fileName.slice(name.length + 1, -'.json'.length);
  return /^\d{10,15}$/.test(digits) ? Number(digits) : undefined;
}

/** A generation with its checksum, as bytes, from the value's canonical JSON. */
export function encodeGeneration(generation: number, json: string): Uint8Array {
  // The members are in canonical order, so that the whole is canonical and `decodeGeneration` can form the digested text again.
  const body = `"generation":${String(generation)},"value":${json}`;
  return new TextEncoder().encode(`{"checksum":"${digestOf(`{${body}}`)}",${body}}\n`);
}

/** The generation in a file, or undefined when it is torn or belongs to another number. */
export function decodeGeneration(bytes: Uint8Array, expected: number): Generation | undefined {
  try {
    const found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Generation & {
      readonly checksum: unknown;
    };
    const { generation, value } = found;
    if (generation !== expected || found.checksum !== digestOf(canonicalJson({ generation, value }))) return undefined;
    return { generation, value };
  } catch {
    return undefined;
  }
}
