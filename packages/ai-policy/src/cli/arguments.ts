import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AiError } from '@org/ai-core';

/** Reads options and file names. @throws AiError `invalid-input` that says what is wrong */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: Options,
): {
  readonly files: readonly string[];
  readonly values: ReturnType<typeof parseArgs<{ options: Options }>>['values'];
} {
  let parsed: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new AiError('invalid-input', error instanceof Error ? error.message : String(error));
  }
  if (parsed.positionals.length === 0) throw new AiError('invalid-input', 'give a policy file');
  return { files: parsed.positionals, values: parsed.values };
}
