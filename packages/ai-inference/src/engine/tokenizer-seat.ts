import type { Job, TokenRow } from '../sequence/job.ts';
import type { ModelVersion } from './model-version.ts';
import type { EncodedTexts } from './protocol.ts';
import type { WorkerThread } from './worker-thread.ts';

/** Rows of tokens, and how many of their texts were left to the library. */
interface EncodedRows {
  readonly rows: readonly TokenRow[];
  readonly libraryTexts: number;
}

/** The thread that tokenizes, with the tokenizers that it has made. */
export interface TokenizerSeat {
  readonly thread: WorkerThread;
  /** Makes the tokenizer of a version unless the thread has it. */
  ensure(version: ModelVersion): Promise<void>;
  /** Tokenizes jobs of one version, all with or all without offsets. */
  encode(jobs: readonly Job[]): Promise<EncodedRows>;
  unload(fingerprint: string): Promise<void>;
}

/** Makes the seat of a tokenizer thread. */
export function createTokenizerSeat(thread: WorkerThread): TokenizerSeat {
  const prepared = new Map<string, number>();
  const ensure = async ({ fingerprint, tokenizer }: ModelVersion): Promise<void> => {
    const { generation } = thread;
    if (tokenizer === undefined || prepared.get(fingerprint) === generation) return;
    await thread.call('prepare', { fingerprint, files: tokenizer });
    prepared.set(fingerprint, generation);
  };
  return {
    thread,
    ensure,
    encode: async (jobs) => {
      const [first] = jobs;
      if (first === undefined) return { rows: [], libraryTexts: 0 };
      const { version, hasOffsets } = first;
      const { fingerprint, manifest } = version;
      await ensure(version);
      const encoded = await thread.call('encode', {
        fingerprint,
        texts: jobs.map(({ text }) => text),
        pairs: jobs.map(({ pair }) => pair),
        hasOffsets,
        maxTokens: manifest.task === 'graph' ? 1 : manifest.maxTokens,
      });
      return { rows: rowsOf(encoded), libraryTexts: encoded.libraryTexts };
    },
    unload: async (fingerprint) => {
      if (prepared.get(fingerprint) !== thread.generation) return;
      prepared.delete(fingerprint);
      await thread.call('unload', { fingerprint });
    },
  };
}

function rowsOf({ ids, typeIds, lengths, offsets, truncated }: EncodedTexts): readonly TokenRow[] {
  let at = 0;
  return Array.from(lengths, (length, row) => {
    const start = at;
    at += length;
    return {
      ids: ids.subarray(start, at),
      typeIds: typeIds.subarray(start, at),
      offsets: offsets?.subarray(start * 2, at * 2),
      isTruncated: truncated[row] === 1,
    };
  });
}
