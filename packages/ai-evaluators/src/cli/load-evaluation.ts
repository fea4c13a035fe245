import { pathToFileURL } from 'node:url';
import { AiError } from '@org/ai-core';
import type { Evaluation } from '../evaluation/evaluation.ts';

/**
 * Loads the evaluation of a file.
 *
 * @throws AiError `not-found`, or `invalid-input` when the file cannot be loaded or exports no evaluation
 */
export async function loadEvaluation(path: string): Promise<Evaluation<unknown, unknown, unknown>> {
  const { evaluation } = await importFile(path);
  const awaited: unknown = await evaluation;
  if (isEvaluation(awaited)) return awaited;
  throw new AiError(
    'invalid-input',
    `${path} does not export "evaluation"; write: export const evaluation = defineEval({ ... })`,
  );
}

async function importFile(path: string): Promise<{ readonly evaluation?: unknown }> {
  const url = pathToFileURL(path).href;
  try {
    return (await import(url)) as { readonly evaluation?: unknown };
  } catch (error) {
    if (AiError.is(error)) throw error;
    const isMissing =
      (error as { code?: unknown; url?: unknown }).code === 'ERR_MODULE_NOT_FOUND' &&
      (error as { url?: unknown }).url === url;
    if (isMissing) throw new AiError('not-found', `there is no file ${path}`);
    throw new AiError(
      'invalid-input',
      `${path} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function isEvaluation(value: unknown): value is Evaluation<unknown, unknown, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { name, task, scorers, gates } = value as Partial<Record<keyof Evaluation<unknown, unknown, unknown>, unknown>>;
  return typeof name === 'string' && typeof task === 'object' && Array.isArray(scorers) && Array.isArray(gates);
}
