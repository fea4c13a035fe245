import { AiError, canonicalJson, sha256, type JsonValue } from '@org/ai-core';
import type { EvalCase } from './eval-case.ts';

/** Cases, and the digest of their content: two reports are comparable when their digests are equal. */
export interface Dataset<Input, Expected> {
  /** SHA-256 over the canonical JSON of each case, in order; does not depend on key order or white space. */
  readonly digest: string;
  readonly cases: readonly EvalCase<Input, Expected>[];
}

/** Loads a dataset when the evaluation runs. */
export type DatasetLoader<Input, Expected> = (options: {
  readonly signal?: AbortSignal | undefined;
}) => Promise<Dataset<Input, Expected>>;

/** Rows, a dataset, or what loads one when the evaluation runs. */
export type DatasetSource<Input, Expected> =
  readonly EvalCase<Input, Expected>[] | Dataset<Input, Expected> | DatasetLoader<Input, Expected>;

const tagForm = /^[^\s=]{1,64}$/;

/**
 * Checks cases and takes their digest.
 *
 * @throws AiError `invalid-input` when there is no case, an id is empty or occurs twice, a tag is malformed, or a case is not JSON
 * @example
 * ```ts
 * import { createDataset } from '@org/ai-evaluators';
 *
 * const dataset = await createDataset([{ id: 'q1', input: 'Capital of France?', expected: 'Paris' }]);
 * console.log(dataset.digest);
 * ```
 */
export async function createDataset<Input, Expected>(
  cases: readonly EvalCase<Input, Expected>[],
): Promise<Dataset<Input, Expected>> {
  if (cases.length === 0) throw new AiError('invalid-input', 'the dataset holds no case; give it at least one');
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const [index, row] of cases.entries()) {
    if (typeof row.id !== 'string' || row.id === '')
      throw new AiError('invalid-input', `cases[${index}].id must be a string that is not empty`);
    if (seen.has(row.id))
      throw new AiError('invalid-input', `cases[${index}].id "${row.id}" occurs twice; every case needs its own id`);
    seen.add(row.id);
    checkTags(row.id, row.tags ?? {});
    lines.push(canonicalCase(row));
  }
  return { digest: await sha256(lines.join('\n')), cases };
}

function checkTags(id: string, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    if (!tagForm.test(key) || !tagForm.test(value))
      throw new AiError(
        'invalid-input',
        `tag "${key}" of case "${id}" must be 1 to 64 characters on both sides, without white space and "="`,
      );
  }
}

function canonicalCase(row: EvalCase<unknown, unknown>): string {
  try {
    return canonicalJson({ id: row.id, input: row.input, expected: row.expected, tags: row.tags } as JsonValue);
  } catch (error) {
    if (!AiError.is(error)) throw error;
    throw new AiError('invalid-input', `case "${row.id}" is not JSON: ${error.message}`, { cause: error });
  }
}
