import { parseArgs } from 'node:util';
import { appError } from '../errors/app-error.ts';

/** The command line, parsed. */
export interface ProgramOptions {
  readonly command: 'create' | 'update' | 'doctor' | 'help' | 'version';
  /** The project's name, or with update and doctor its folder. */
  readonly name: string | undefined;
  readonly template: string | undefined;
  readonly answers: Readonly<Record<string, string>>;
  readonly isYes: boolean;
  readonly isDryRun: boolean;
  readonly isJson: boolean;
  readonly shouldInstall: boolean;
}

const flags = {
  template: { type: 'string', short: 't' },
  answer: { type: 'string', multiple: true },
  yes: { type: 'boolean', short: 'y' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  'no-install': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const only: Readonly<Record<'update' | 'doctor', readonly (keyof typeof flags)[]>> = {
  update: ['dry-run', 'json', 'yes'],
  doctor: ['json', 'yes'],
};

/**
 * Parses the arguments.
 *
 * @throws AppError `usage` that names the argument
 */
export function parseOptions(argv: readonly string[]): ProgramOptions {
  const { values, positionals } = parse(argv);
  const [first, ...rest] = positionals;
  const named = first === 'update' || first === 'doctor' ? first : undefined;
  const [name, ...others] = named === undefined ? positionals : rest;
  if (others.length > 0)
    throw appError('usage', `${JSON.stringify(others[0])} is one name too many; put a name with spaces in quotes`);
  for (const flag of Object.keys(values) as (keyof typeof flags)[])
    if (named !== undefined && flag !== 'help' && flag !== 'version' && !only[named].includes(flag))
      throw appError('usage', `--${flag} does not go with ${named}`);
  return {
    command: values.help === true ? 'help' : values.version === true ? 'version' : (named ?? 'create'),
    name,
    template: values.template,
    answers: answersOf(values.answer ?? []),
    isYes: values.yes === true,
    isDryRun: values['dry-run'] === true,
    isJson: values.json === true,
    shouldInstall: values['no-install'] !== true,
  };
}

function parse(
  argv: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof flags; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    throw appError(
      'usage',
      (error instanceof Error ? error.message : String(error)).split('. To specify')[0] ?? '',
      error,
    );
  }
}

function answersOf(given: readonly string[]): Readonly<Record<string, string>> {
  const entries = given.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw appError('usage', `--answer ${JSON.stringify(text)} is not of the form question=answer`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}
