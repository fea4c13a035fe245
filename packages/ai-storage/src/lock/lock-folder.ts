import { join } from 'node:path';
import { AiError, type JsonValue } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import type { ProcessIdentity } from './process-identity.ts';

/**
 * A lock is a folder of numbered files that are only ever created, each by exactly one process: `<n>.lock` by the n-th holder, `<n>.released` when it lets go.
 * The highest number counts and is never removed, so that taking a stale lock over is the exclusive creation of the next number: no two contenders can both succeed.
 */
export interface Holder {
  readonly generation: number;
  /** Undefined when its file cannot be read as a holder's. */
  readonly identity: ProcessIdentity | undefined;
  readonly isReleased: boolean;
  /** Last sign of life, in milliseconds since 1970. */
  readonly beatMs: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function lockFile(path: string, generation: number, kind: 'lock' | 'beat' | 'released'): string {
  return join(path, `${String(generation).padStart(10, '0')}.${kind}`);
}

export function encodeHolder(identity: ProcessIdentity, epochMs: number): Uint8Array {
  return encoder.encode(`${JSON.stringify({ ...identity, acquiredMs: epochMs })}\n`);
}

/** Numbers of the lock files in the folder, lowest first. */
export async function listGenerations(fileSystem: FileSystem, path: string): Promise<number[]> {
  const numbers: number[] = [];
  for (const name of await fileSystem.list(path)) {
    const [, digits] = /^(\d{10,15})\.lock$/.exec(name) ?? [];
    if (digits !== undefined) numbers.push(Number(digits));
  }
  return numbers.sort((a, b) => a - b);
}

/** Who holds or last held the lock; undefined when nobody ever has. */
export async function readHolder(fileSystem: FileSystem, path: string): Promise<Holder | undefined> {
  const generation = (await listGenerations(fileSystem, path)).at(-1);
  if (generation === undefined) return undefined;
  const isReleased = (await fileSystem.stat(lockFile(path, generation, 'released'))) !== undefined;
  const found = await readJson(fileSystem, lockFile(path, generation, 'lock'));
  const beat = await readJson(fileSystem, lockFile(path, generation, 'beat'));
  const acquiredMs = numberOf(found?.['acquiredMs']);
  const modifiedMs = (await fileSystem.stat(lockFile(path, generation, 'lock')))?.modifiedMs ?? 0;
  return {
    generation,
    isReleased,
    identity: found === undefined ? undefined : identityOf(found),
    beatMs: numberOf(beat?.['beatMs']) ?? acquiredMs ?? modifiedMs,
  };
}

/** Leaves a sign of life. Not synced: after a power cut the holder is gone anyway. */
export async function writeBeat(
  fileSystem: FileSystem,
  path: string,
  generation: number,
  epochMs: number,
): Promise<void> {
  const target = lockFile(path, generation, 'beat');
  const handle = await fileSystem.open(`${target}.tmp`, 'create');
  try {
    await handle.append(encoder.encode(JSON.stringify({ beatMs: epochMs })));
  } finally {
    await handle.close();
  }
  await fileSystem.rename(`${target}.tmp`, target);
}

/** Removes what earlier holders left. Failing to is harmless: lower numbers do not count. */
export async function removeBelow(fileSystem: FileSystem, path: string, generation: number): Promise<void> {
  try {
    for (const name of await fileSystem.list(path)) {
      const [, digits] = /^(\d{10,15})\./.exec(name) ?? [];
      if (digits !== undefined && Number(digits) < generation) await fileSystem.remove(join(path, name));
    }
  } catch {
    // The next holder tries again.
  }
}

async function readJson(
  fileSystem: FileSystem,
  path: string,
): Promise<Readonly<Record<string, JsonValue>> | undefined> {
  try {
    const value = JSON.parse(decoder.decode(await fileSystem.readFile(path))) as JsonValue;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, JsonValue>>)
      : undefined;
  } catch (error) {
    if (AiError.is(error) && error.code !== 'not-found') throw error;
    return undefined;
  }
}

function identityOf(found: Readonly<Record<string, JsonValue>>): ProcessIdentity | undefined {
  const { pid, host, started, scope } = found;
  if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
  return { pid, host, started: textOf(started), scope: textOf(scope) };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
