import { fileURLToPath } from 'node:url';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { AiError } from '@org/ai-core';
import type { DatasetLoader } from '../dataset/dataset.ts';
import { jsonLines, type JsonLinesOptions } from '../dataset/json-lines.ts';

/** Where the file is, and how lines become cases. */
export interface ReadJsonLinesOptions<Input, Expected> extends JsonLinesOptions<Input, Expected> {
  /** Absolute path, or a file: URL such as `new URL('./questions.jsonl', import.meta.url)`. */
  readonly path: string | URL;
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Makes a loader of a JSON Lines file (UTF-8) for `defineEval`'s `dataset`; the file is read when the evaluation runs.
 *
 * @throws AiError from the loader: `not-found`, and `invalid-input` that names the line
 * @example
 * ```ts
 * import { readJsonLines } from '@org/ai-evaluators/runner';
 *
 * const dataset = readJsonLines({
 *   path: new URL('./capitals.jsonl', import.meta.url),
 *   parse: (value) => {
 *     const row = value as { id: string; question: string; answer: string };
 *     return { id: row.id, input: row.question, expected: row.answer };
 *   },
 * });
 * ```
 */
export function readJsonLines<Input, Expected>(
  options: ReadJsonLinesOptions<Input, Expected>,
): DatasetLoader<Input, Expected> {
  const { path, parse, fileSystem = createNodeFileSystem() } = options;
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  const name = options.name ?? file;
  return async ({ signal }) => {
    const bytes = await fileSystem.readFile(file);
    signal?.throwIfAborted();
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      throw new AiError('invalid-input', `${name} is not UTF-8`, { cause: error });
    }
    return jsonLines(text, { parse, name });
  };
}
