import { canonicalJson, AiError, type JsonValue } from '@org/ai-core';
import { writeFileDurably } from '../durable-file/write-file-durably.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { ledgerRoot } from './ledger-entry.ts';

/** How far a ledger has been acknowledged: what tells a torn tail from entries that somebody cut off. */
export interface Checkpoint {
  readonly sequence: number;
  /** Hash of the last acknowledged entry. */
  readonly head: string;
  /** Where the last acknowledged entry starts, and where it ends. */
  readonly lastStart: number;
  readonly bytes: number;
}

export const emptyCheckpoint: Checkpoint = { sequence: 0, head: ledgerRoot, lastStart: 0, bytes: 0 };

export function checkpointPath(path: string): string {
  return `${path}.checkpoint`;
}

export function writeCheckpoint(fileSystem: FileSystem, path: string, checkpoint: Checkpoint): Promise<void> {
  const { sequence, head, lastStart, bytes } = checkpoint;
  const text = `${canonicalJson({ sequence, head, lastStart, bytes })}\n`;
  return writeFileDurably(fileSystem, checkpointPath(path), new TextEncoder().encode(text));
}

/** Undefined when there is none, or none that can be read. */
export async function readCheckpoint(fileSystem: FileSystem, path: string): Promise<Checkpoint | undefined> {
  try {
    const text = new TextDecoder().decode(await fileSystem.readFile(checkpointPath(path)));
    const { sequence, head, lastStart, bytes } = JSON.parse(text) as Readonly<Record<string, JsonValue>>;
    if (!isCount(sequence) || !isCount(lastStart) || !isCount(bytes) || typeof head !== 'string') return undefined;
    return { sequence, head, lastStart, bytes };
  } catch (error) {
    if (AiError.is(error) && error.code !== 'not-found') throw error;
    return undefined;
  }
}

function isCount(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
