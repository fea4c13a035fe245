import { pathToFileURL } from 'node:url';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
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
  if ((await createNodeFileSystem().stat(path)) === undefined)
    throw new AiError('not-found', `there is no file ${path}`);
  try {
    return (await import(pathToFileURL(path).href)) as { readonly evaluation?: unknown };
  } catch (error) {
    if (AiError.is(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AiError('invalid-input', `${path} could not be loaded: ${why}`, { cause: error });
  }
}

function isEvaluation(value: unknown): value is Evaluation<unknown, unknown, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { name, task, scorers, gates } = value as Partial<Record<keyof Evaluation<unknown, unknown, unknown>, unknown>>;
  return typeof name === 'string' && typeof task === 'object' && Array.isArray(scorers) && Array.isArray(gates);
}
