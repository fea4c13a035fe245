import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AiError } from '@org/ai-core';

/** Reads options and exactly one file name. @throws AiError `invalid-input` that says what is wrong */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: Options,
  file: string,
): { readonly file: string; readonly values: ReturnType<typeof parseArgs<{ options: Options }>>['values'] } {
  let parsed: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new AiError('invalid-input', error instanceof Error ? error.message : String(error));
  }
  const [only, ...more] = parsed.positionals;
  if (only === undefined || more.length > 0) throw new AiError('invalid-input', `give exactly one ${file}`);
  return { file: only, values: parsed.values };
}

/** A count given as an option. @throws AiError `invalid-input` */
export function readCount(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new AiError('invalid-input', `${name} must be a whole number of at least 1`);
  return Number(value);
}
