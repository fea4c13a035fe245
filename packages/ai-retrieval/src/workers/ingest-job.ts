import { createHmac, timingSafeEqual } from 'node:crypto';
import { AiError, canonicalJson, type JsonValue } from '@org/ai-core';
import { z } from 'zod';
import type { SourceReference } from './source-reference.ts';

/** Who asked for a run, and which one it is. Every job of the run says so. */
interface JobOrigin {
  readonly tenant: string;
  readonly subject: string;
  readonly run: string;
  readonly sequence: number;
}

/** A job of an ingestion: a batch of documents, or the end of a run. */
export type IngestJob = JobOrigin &
  (
    | { readonly kind: 'batch'; readonly batch: number; readonly documents: readonly SourceReference[] }
    | { readonly kind: 'finish'; readonly round: number }
  );

/** Documents in a batch. */
export const mostBatchDocuments = 256;

/** One reference, checked. */
export const referenceSchema: z.ZodType<SourceReference> = z.strictObject({
  id: z.string().min(1).max(1_024),
  locator: z.string().min(1).max(4_096),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional(),
  version: z.number().optional(),
});
const origin = {
  tenant: z.string(),
  subject: z.string(),
  run: z.string().regex(/^[\w-]{1,64}$/),
  sequence: z.int().positive(),
};
const jobSchema: z.ZodType<IngestJob> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...origin,
    kind: z.literal('batch'),
    batch: z.int().nonnegative(),
    documents: z.array(referenceSchema).max(mostBatchDocuments),
  }),
  z.strictObject({ ...origin, kind: z.literal('finish'), round: z.int().positive() }),
]);
const envelope = z.strictObject({ job: z.unknown(), seal: z.string().optional() });

/** The id of a job in the queue: the same job is never in it twice. */
export function jobId(job: Pick<IngestJob, 'run'> & ({ readonly batch: number } | { readonly round: number })): string {
  return 'batch' in job ? `${job.run}.batch-${String(job.batch)}` : `${job.run}.finish-${String(job.round)}`;
}

/** A job as it travels, sealed when there is a key. */
export function encodeJob(job: IngestJob, key: Uint8Array | undefined): JsonValue {
  // What is undefined is left out.
  const plain = JSON.parse(JSON.stringify(job)) as JsonValue;
  return key === undefined ? { job: plain } : { job: plain, seal: sealOf(plain, key) };
}

/** @throws AiError `invalid-input` for what is no job, `forbidden` for one without the right seal */
export function decodeJob(payload: JsonValue, key: Uint8Array | undefined): IngestJob {
  const opened = envelope.safeParse(payload);
  const parsed = opened.success ? jobSchema.safeParse(opened.data.job) : undefined;
  if (opened.data === undefined || parsed?.success !== true)
    throw new AiError(
      'invalid-input',
      'the payload is no job of an ingestion; another program, or another version, has added it',
    );
  if (key !== undefined && !isSealed(opened.data.job as JsonValue, opened.data.seal ?? '', key))
    throw new AiError('forbidden', 'the job was not sealed with the key of its worker; give both sides the same key');
  return parsed.data;
}

function sealOf(job: JsonValue, key: Uint8Array): string {
  return createHmac('sha256', key).update(canonicalJson(job)).digest('base64url');
}

function isSealed(job: JsonValue, seal: string, key: Uint8Array): boolean {
  const given = Buffer.from(seal);
  const right = Buffer.from(sealOf(job, key));
  return given.length === right.length && timingSafeEqual(given, right);
}

/** @throws AiError `invalid-input` */
export function checkKey(key: Uint8Array | undefined): Uint8Array | undefined {
  if (key === undefined || key.length >= 32) return key;
  throw new AiError('invalid-input', 'key must have 32 bytes or more');
}
