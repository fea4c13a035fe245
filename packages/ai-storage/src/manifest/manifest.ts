import { join } from 'node:path';
import { AiError, canonicalJson, type JsonValue } from '@org/ai-core';
import { writeFileDurably } from '../durable-file/write-file-durably.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import {
  decodeGeneration,
  encodeGeneration,
  generationName,
  generationOf,
  type Generation,
} from './generation-file.ts';

/** Where a manifest is and what it holds. */
export interface ManifestOptions<T extends JsonValue | object> {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the directory; the first flip creates it when missing. */
  readonly directory: string;
  /** First part of the file names. @defaultValue 'manifest' */
  readonly name?: string | undefined;
  /** Checks what was read; what it throws is passed on, never taken for a torn file. */
  readonly parse: (value: JsonValue) => T;
}

/** One JSON value per generation, of which the newest complete one counts. One process at a time flips: take a lock. */
export interface Manifest<T extends JsonValue | object> {
  /** Undefined before the first flip. */
  readonly current: T | undefined;
  /** Number of the current generation, 0 before the first flip. It never goes back. */
  readonly generation: number;
  /** Generations that were found torn at opening and passed over, newest first. */
  readonly torn: readonly number[];
  /**
   * Makes `next` the current value, all or nothing: once resolved it survives a power cut, before that the previous one does. What it names must be synced before.
   * Concurrent flips follow one another.
   *
   * @throws AiError `invalid-input` for what JSON cannot hold, `conflict` when another process has flipped, `resource-exhausted`, `forbidden`
   */
  flip(next: T): Promise<void>;
}

/**
 * Opens a manifest at its newest complete generation. Writes nothing, so that it also opens read-only folders.
 *
 * @throws AiError `integrity` when generations are there and none is complete, and whatever `parse` throws
 * @example
 * ```ts
 * import { openManifest } from '@org/ai-storage';
 *
 * const manifest = await openManifest({
 *   directory: '/var/lib/assistant/index',
 *   parse: (value) => {
 *     if (!Array.isArray(value)) throw new Error('segments must be a list');
 *     return value.map(String);
 *   },
 * });
 * await manifest.flip([...(manifest.current ?? []), 'segment-1']);
 * ```
 */
export async function openManifest<T extends JsonValue | object>(options: ManifestOptions<T>): Promise<Manifest<T>> {
  const { fileSystem = createNodeFileSystem(), directory, name = 'manifest', parse } = options;
  if (!/^[\w-]{1,100}$/.test(name))
    throw new AiError('invalid-input', 'name must be 1 to 100 letters, digits, hyphens or underscores');
  const found = await readNewest(fileSystem, directory, name);
  let current = found.newest === undefined ? undefined : parse(found.newest.value);
  let generation = found.newest?.generation ?? 0;
  let highest = Math.max(generation, ...found.torn);
  let queue: Promise<void> = Promise.resolve();

  const flip = async (next: T, json: string): Promise<void> => {
    if ((await fileSystem.stat(directory)) === undefined) await fileSystem.makeDirectory(directory);
    const present = await listGenerations(fileSystem, directory, name);
    if (Math.max(0, ...present) > highest)
      throw new AiError(
        'conflict',
        `another process has flipped ${name} in ${directory}; open it again, and flip under a lock`,
      );
    const number = highest + 1;
    // Also after a failure: the file may be there, and its number must not stand for another value.
    highest = number;
    await writeFileDurably(fileSystem, join(directory, generationName(name, number)), encodeGeneration(number, json));
    const previous = generation;
    generation = number;
    current = next;
    await sweep(fileSystem, directory, name, (other) => other !== number && other !== previous);
  };
  return {
    get current() {
      return current;
    },
    get generation() {
      return generation;
    },
    torn: found.torn,
    async flip(next) {
      const json = canonicalJson(next as JsonValue);
      const done = queue.then(() => flip(next, json));
      queue = done.catch(() => undefined);
      await done;
    },
  };
}

interface Found {
  readonly newest: Generation | undefined;
  readonly torn: readonly number[];
}

async function readNewest(fileSystem: FileSystem, directory: string, name: string): Promise<Found> {
  if ((await fileSystem.stat(directory)) === undefined) return { newest: undefined, torn: [] };
  await syncNames(fileSystem, directory);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readListed(fileSystem, directory, name);
    } catch (error) {
      // A flip of another process may sweep a listed file away before it is read.
      if (attempt === 5 || !AiError.is(error, 'not-found')) throw error;
    }
  }
}

async function readListed(fileSystem: FileSystem, directory: string, name: string): Promise<Found> {
  const torn: number[] = [];
  for (const generation of (await listGenerations(fileSystem, directory, name)).reverse()) {
    const bytes = await fileSystem.readFile(join(directory, generationName(name, generation)));
    const newest = decodeGeneration(bytes, generation);
    if (newest !== undefined) return { newest, torn };
    torn.push(generation);
  }
  if (torn.length > 0)
    throw new AiError(
      'integrity',
      `no generation of ${name} in ${directory} is complete; restore the directory from a backup`,
    );
  return { newest: undefined, torn };
}

/** A killed process may have renamed without syncing: the generation that is handed out must not vanish later. */
async function syncNames(fileSystem: FileSystem, directory: string): Promise<void> {
  try {
    await fileSystem.syncDirectory(directory);
  } catch (error) {
    if (!AiError.is(error, 'forbidden')) throw error;
  }
}

async function listGenerations(fileSystem: FileSystem, directory: string, name: string): Promise<number[]> {
  const generations: number[] = [];
  for (const fileName of await fileSystem.list(directory)) {
    const generation = generationOf(name, fileName);
    if (generation !== undefined) generations.push(generation);
  }
  return generations.sort((a, b) => a - b);
}

/** Removes generations that nothing falls back to, and what a crash left half-written. Failing to is no failure of the flip. */
async function sweep(
  fileSystem: FileSystem,
  directory: string,
  name: string,
  isObsolete: (generation: number) => boolean,
): Promise<void> {
  try {
    for (const fileName of await fileSystem.list(directory)) {
      const base = fileName.endsWith('.tmp')
        ? fileName.slice(0, fileName.indexOf('.json.') + '.json'.length)
        : fileName;
      const generation = generationOf(name, base);
      if (generation === undefined) continue;
      if (fileName.endsWith('.tmp') || isObsolete(generation)) await fileSystem.remove(join(directory, fileName));
    }
  } catch {
    // The next flip tries again.
  }
}
