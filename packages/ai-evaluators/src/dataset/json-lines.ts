import { AiError, type JsonValue } from '@org/ai-core';
import { createDataset, type Dataset } from './dataset.ts';
import type { EvalCase } from './eval-case.ts';

/** How lines become cases. */
export interface JsonLinesOptions<Input, Expected> {
  /** Makes a case of one line's value; throw to refuse the line. Check the value here: it comes from a file. */
  readonly parse: (value: JsonValue, line: number) => EvalCase<Input, Expected>;
  /** What error messages call the text, such as its file name. @defaultValue 'dataset' */
  readonly name?: string | undefined;
}

/**
 * Reads a dataset from JSON Lines text: one JSON value a line, blank lines passed over, a leading byte order mark ignored.
 *
 * @throws AiError `invalid-input` that names the line that is not JSON or that `parse` refused, and what {@link createDataset} throws
 * @example
 * ```ts
 * import { jsonLines } from '@org/ai-evaluators';
 *
 * const text = '{"id":"q1","question":"Capital of France?","answer":"Paris"}\n';
 * const dataset = await jsonLines(text, {
 *   parse: (value) => {
 *     const row = value as { id: string; question: string; answer: string };
 *     return { id: row.id, input: row.question, expected: row.answer };
 *   },
 * });
 * console.log(dataset.cases.length);
 * ```
 */
export async function jsonLines<Input, Expected>(
  text: string,
  options: JsonLinesOptions<Input, Expected>,
): Promise<Dataset<Input, Expected>> {
  const { parse, name = 'dataset' } = options;
  const cases: EvalCase<Input, Expected>[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    cases.push(parseLine(line, index + 1, name, parse));
  }
  return createDataset(cases);
}

function parseLine<Case>(
  line: string,
  number: number,
  name: string,
  parse: (value: JsonValue, line: number) => Case,
): Case {
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    // The parser's own message repeats the text.
    throw new AiError('invalid-input', `${name} line ${number} is not JSON`);
  }
  try {
    return parse(value, number);
  } catch (error) {
    const why = AiError.is(error) ? `: ${error.message}` : '';
    throw new AiError('invalid-input', `${name} line ${number} is not a valid case${why}`, { cause: error });
  }
}
