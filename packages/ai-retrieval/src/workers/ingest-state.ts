import { AiError, type KeyValue } from '@org/ai-core';
import { z } from 'zod';
import { digestNow } from '../internal/digest-text.ts';
import { batchMarkSchema, runRecordSchema, type BatchMark, type RunRecord } from './run-record.ts';

/** What the processes of an ingestion know together, of one tenant. */
export interface IngestState {
  /** The next number in the order of runs. */
  nextSequence(): Promise<number>;
  /** Sequence of the newest run that has begun to delete what it did not bring; 0 before there is one. */
  floor(): Promise<number>;
  raiseFloor(sequence: number): Promise<void>;
  run(run: string): Promise<RunRecord | undefined>;
  /** Writes a new run, or changes one; what `change` gives is written unless it is undefined. */
  changeRun(
    run: string,
    change: (known: RunRecord | undefined) => RunRecord | undefined,
  ): Promise<RunRecord | undefined>;
  mark(run: string, batch: number): Promise<BatchMark | undefined>;
  /** Marks a batch as finished; the first mark stays. */
  putMark(run: string, batch: number, mark: BatchMark): Promise<void>;
  /** Newest claim on a document. */
  claim(document: string): Promise<DocumentClaim | undefined>;
  /** Changes the claim on a document, from what is known to what `change` gives; undefined leaves it. */
  changeClaim(document: string, change: (known: DocumentClaim | undefined) => DocumentClaim | undefined): Promise<void>;
}

/** Which delivery has last begun to write a document. */
export interface DocumentClaim {
  readonly sequence: number;
  readonly attempt: number;
  readonly version?: number | undefined;
  /** Of its text, type and title; undefined when it was left as it is. */
  readonly content?: string | undefined;
}

const sequenceSchema = z.strictObject({ last: z.int().nonnegative() });
const claimSchema: z.ZodType<DocumentClaim> = z.strictObject({
  sequence: z.int().positive(),
  attempt: z.int().positive(),
  version: z.number().optional(),
  content: z.string().optional(),
});

/** Opens the state of a tenant in a store. Runs and marks expire after `rememberMs`; claims stay, so that nothing old ever comes back. */
export function createIngestState(store: KeyValue, tenant: string, rememberMs: number): IngestState {
  // Digests, so that neither the length nor the letters of an id matter.
  const prefix = `ingest/${digestNow(tenant).slice(7, 39)}`;
  const runKey = (run: string): string => `${prefix}/run/${run}`;
  const markKey = (run: string, batch: number): string => `${prefix}/mark/${run}/${String(batch)}`;
  const claimKey = (document: string): string => `${prefix}/claim/${digestNow(document).slice(7)}`;

  const read = async <T>(key: string, schema: z.ZodType<T>): Promise<{ value: T; version: string } | undefined> => {
    const entry = await store.get(key);
    if (entry === undefined) return undefined;
    const parsed = schema.safeParse(jsonOf(entry.value));
    if (parsed.success) return { value: parsed.data, version: entry.version };
    throw new AiError(
      'integrity',
      `the state of the ingestion holds something else under ${key}; use a store of its own`,
    );
  };
  const change = async <T>(
    key: string,
    schema: z.ZodType<T>,
    ttlMs: number | undefined,
    next: (known: T | undefined) => T | undefined,
  ): Promise<T | undefined> => {
    for (;;) {
      const known = await read(key, schema);
      const value = next(known?.value);
      if (value === undefined) return known?.value;
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      if ((await store.set(key, bytes, { ttlMs, ifVersion: known?.version ?? null })) !== undefined) return value;
    }
  };
  return {
    async nextSequence() {
      const next = await change(`${prefix}/sequence`, sequenceSchema, undefined, (known) => ({
        last: (known?.last ?? 0) + 1,
      }));
      return next?.last ?? 1;
    },
    floor: async () => (await read(`${prefix}/floor`, sequenceSchema))?.value.last ?? 0,
    async raiseFloor(last) {
      await change(`${prefix}/floor`, sequenceSchema, undefined, (known) =>
        known !== undefined && known.last >= last ? undefined : { last },
      );
    },
    run: async (run) => (await read(runKey(run), runRecordSchema))?.value,
    changeRun: (run, next) => change(runKey(run), runRecordSchema, rememberMs, next),
    mark: async (run, batch) => (await read(markKey(run, batch), batchMarkSchema))?.value,
    async putMark(run, batch, mark) {
      await change(markKey(run, batch), batchMarkSchema, rememberMs, (known) =>
        known === undefined ? mark : undefined,
      );
    },
    claim: async (document) => (await read(claimKey(document), claimSchema))?.value,
    async changeClaim(document, next) {
      await change(claimKey(document), claimSchema, undefined, next);
    },
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
