import { isAbsolute } from 'node:path';
import { AiError, sha256 } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { decodeSegment, decodeVectors, readVerified } from '../segment/read-segment.ts';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import { openIndexStore } from './index-store.ts';

/** A folder that is looked at as a whole, all tenants: for those who run the index. */
export interface FolderOptions {
  /** Absolute path. */
  readonly directory: string;
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file that is not what the manifest says. */
export interface IndexFault {
  readonly file: string;
  readonly message: string;
}

/** What a verification read, and what was wrong. */
export interface VerificationReport {
  readonly generation: number;
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly IndexFault[];
}

/**
 * Reads every byte of an index folder and holds it against the digests of the manifest, and every text against its own. Writes nothing; a fault does not end the reading.
 *
 * @throws AiError `not-found` when there is no folder, `integrity` when no manifest can be read, `aborted`
 */
export async function verifyFolderIndex(options: FolderOptions): Promise<VerificationReport> {
  const { directory, fileSystem = createNodeFileSystem(), signal } = options;
  await demandFolder(fileSystem, directory);
  const store = await openIndexStore(fileSystem, directory);
  const faults: IndexFault[] = [];
  if (store.isDamaged)
    faults.push({ file: 'index', message: 'the newest manifest is damaged; ingest the documents again' });
  let files = 0;
  let bytes = 0;
  const check = async (file: string, work: () => Promise<void>): Promise<void> => {
    throwIfAborted(signal);
    files++;
    try {
      await work();
    } catch (error) {
      if (!AiError.is(error, 'integrity') && !AiError.is(error, 'not-found')) throw error;
      faults.push({ file, message: AiError.is(error, 'not-found') ? 'the file is missing' : error.message });
    }
  };
  for (const { tenant, folder, segments } of store.manifest.partitions) {
    for (const ref of segments) {
      await check(ref.name, async () => {
        const path = store.pathOf(folder, ref.name);
        const content = await readVerified(fileSystem, path, ref);
        bytes += content.length;
        const segment = await decodeSegment(content, ref.name, path, tenant);
        for (const { digest, textStart, textBytes } of segment.contents) {
          const start = segment.textsOffset + textStart;
          if ((await sha256(content.subarray(start, start + textBytes))) !== digest)
            throw new AiError('integrity', 'a text does not match its digest');
        }
        const { vectors } = ref;
        if (vectors === undefined) return;
        await check(vectors.name, async () => {
          const rows = await readVerified(fileSystem, store.pathOf(folder, vectors.name), vectors);
          bytes += rows.length;
          decodeVectors(rows, vectors.name, segment);
        });
      });
    }
  }
  return { generation: store.generation, files, bytes, faults };
}

/** @throws AiError `not-found` when there is no such folder */
export async function demandFolder(fileSystem: FileSystem, directory: string): Promise<void> {
  if (!isAbsolute(directory)) throw new AiError('invalid-input', 'directory must be an absolute path');
  if ((await fileSystem.stat(directory))?.kind === 'directory') return;
  throw new AiError('not-found', 'directory does not exist; name the folder of an index');
}
