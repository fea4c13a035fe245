import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AiError } from '@org/ai-core';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** Reads options and exactly one argument. @throws AiError `invalid-input` that says what is wrong */
export function readArguments<O extends Options>(
  argv: readonly string[],
  options: O,
  wanted: string,
): { readonly argument: string; readonly values: Values<O> } {
  let parsed: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new AiError('invalid-input', error instanceof Error ? error.message : String(error));
  }
  const [argument, ...more] = parsed.positionals;
  if (argument === undefined || more.length > 0) throw new AiError('invalid-input', `give exactly one ${wanted}`);
  return { argument, values: parsed.values };
}

/** An option that must be there. @throws AiError `invalid-input` */
export function required(name: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new AiError('invalid-input', `--${name} is missing`);
}

/** A comma-separated list; undefined when the option was not given. */
export function listOf(value: string | undefined): readonly string[] | undefined {
  return value?.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}
