import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AiError } from '@org/ai-core';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** Reads options and the arguments beside them. @throws AiError `invalid-input` that says what is wrong */
export function readArguments<O extends Options>(
  argv: readonly string[],
  options: O,
): { readonly names: readonly string[]; readonly values: Values<O> } {
  try {
    const { positionals, values } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { names: positionals, values };
  } catch (error) {
    throw new AiError('invalid-input', error instanceof Error ? error.message : String(error));
  }
}

/** The one argument of a command. @throws AiError `invalid-input` */
export function onlyArgument(names: readonly string[], wanted: string): string {
  const [argument, ...more] = names;
  if (argument === undefined || more.length > 0) throw new AiError('invalid-input', `give exactly one ${wanted}`);
  return argument;
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
