import { join } from 'node:path';
import { AiError, type JsonValue } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { openJournal, type Journal } from './journal.ts';
import { openManifest } from '../manifest/manifest.ts';

/** The journal in use, and how to move to a new one that holds only what is still there. */
export interface Generations {
  readonly journal: Journal;
  readonly path: string;
  /** All or nothing: the new journal counts once it is complete and durable. */
  replace(records: Iterable<JsonValue>): Promise<void>;
}

const pattern = /^entries\.(\d{1,15})\.journal$/;

/** Opens the journal that the folder's manifest names, and removes those that a crash left beside it. */
export async function openGenerations(
  fileSystem: FileSystem,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Generations> {
  if ((await fileSystem.stat(directory)) === undefined) await fileSystem.makeDirectory(directory);
  const manifest = await openManifest<number>({ fileSystem, directory, name: 'entries', parse: numberOf });
  const pathOf = (number: number): string => join(directory, `entries.${String(number)}.journal`);
  const sweep = async (): Promise<void> => {
    for (const name of await fileSystem.list(directory)) {
      const found = pattern.exec(name)?.[1];
      if (found !== undefined && Number(found) !== number) await fileSystem.remove(join(directory, name));
    }
  };
  let number = manifest.current ?? 1;
  await sweep();
  let journal = await openJournal({ fileSystem, path: pathOf(number), signal });
  let failure: AiError | undefined;

  const written = async (path: string, records: Iterable<JsonValue>): Promise<Journal> => {
    await fileSystem.remove(path);
    const next = await openJournal({ fileSystem, path });
    try {
      let batch: Promise<void>[] = [];
      for (const record of records) {
        batch.push(next.append(record));
        if (batch.length === 256) {
          await Promise.all(batch);
          batch = [];
        }
      }
      await Promise.all(batch);
      return next;
    } catch (error) {
      await next.close().catch(() => undefined);
      await fileSystem.remove(path).catch(() => undefined);
      throw error;
    }
  };
  return {
    get journal() {
      if (failure !== undefined) throw failure;
      return journal;
    },
    get path() {
      return pathOf(number);
    },
    async replace(records) {
      const next = await written(pathOf(number + 1), records);
      try {
        await manifest.flip(number + 1);
      } catch (cause) {
        // Either journal may be the one that the next opening finds: what is written to one of them could be lost.
        failure = new AiError('unavailable', `${directory} takes no more writes after a fault; open it again`, {
          isRetryable: false,
          cause,
        });
        await next.close().catch(() => undefined);
        throw failure;
      }
      const previous = journal;
      journal = next;
      number += 1;
      await previous.close().catch(() => undefined);
      // What is left behind is removed at the next opening.
      await sweep().catch(() => undefined);
    },
  };
}

function numberOf(value: JsonValue): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new AiError('integrity', 'the manifest of the folder does not name a journal; restore it from a backup');
}
