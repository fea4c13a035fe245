import { AiError } from '@org/ai-core';
import { mostBatchDocuments, referenceSchema } from './ingest-job.ts';
import type { RunProblem } from './run-record.ts';
import type { SourceReference } from './source-reference.ts';

/** Collects references into batches of bounded size. */
export interface Batcher {
  /** The batch that is full before this reference, if there is one. */
  add(reference: SourceReference): readonly SourceReference[] | undefined;
  rest(): readonly SourceReference[];
  readonly documents: number;
  readonly problems: readonly RunProblem[];
}

/** Half of what a job may hold. */
const mostBytes = 128 * 1024;

/** @throws AiError `invalid-input` */
export function createBatcher(batchDocuments: number): Batcher {
  if (!Number.isSafeInteger(batchDocuments) || batchDocuments < 1 || batchDocuments > mostBatchDocuments)
    throw new AiError('invalid-input', 'batchDocuments must be a whole number from 1 to 256');
  const seen = new Set<string>();
  const problems: RunProblem[] = [];
  let batch: SourceReference[] = [];
  let bytes = 0;
  return {
    add(given) {
      const parsed = referenceSchema.safeParse(given);
      if (!parsed.success) {
        const field = parsed.error.issues[0]?.path.join('.') ?? 'reference';
        throw new AiError(
          'invalid-input',
          `a reference cannot be put into a job: look at its ${field || 'unknown keys'}`,
        );
      }
      const reference = parsed.data;
      const { id } = reference;
      if (seen.has(id)) {
        const message = 'the id came before in this run; the first one is kept';
        problems.push({ document: id, code: 'duplicate-id', message });
        return undefined;
      }
      seen.add(id);
      const size = Buffer.byteLength(JSON.stringify(reference));
      const isFull = batch.length >= batchDocuments || (batch.length > 0 && bytes + size > mostBytes);
      const full = isFull ? batch : undefined;
      if (isFull) {
        batch = [];
        bytes = 0;
      }
      batch.push(reference);
      bytes += size;
      return full;
    },
    rest() {
      const last = batch;
      batch = [];
      return last;
    },
    get documents() {
      return seen.size;
    },
    problems,
  };
}
