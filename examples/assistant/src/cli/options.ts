import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AiError } from '@org/ai-core';
import { defaultPrincipal, demoPrincipal } from '../principals/demo-principals.ts';

/** What the command line asks for. */
export interface CliOptions {
  /** A question to answer and exit; without one the page is served. */
  readonly ask: string | undefined;
  readonly as: string;
  readonly isJson: boolean;
  readonly isHelp: boolean;
  /** Absolute; undefined is the demo corpus. */
  readonly corpus: string | undefined;
  /** 0 is a free one. */
  readonly port: number;
  /** Absolute folder for the index and what belongs to it. */
  readonly index: string | undefined;
}

const flags = {
  ask: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  corpus: { type: 'string' },
  port: { type: 'string' },
  index: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws AiError `invalid-input` that names the flag, `unauthenticated` for an unknown principal, with the list */
export function parseOptions(argv: readonly string[], folders: readonly string[]): CliOptions {
  const values = parse(argv);
  const as = values.as ?? defaultPrincipal;
  demoPrincipal(as);
  if (values.ask?.trim() === '')
    throw new AiError('invalid-input', '--ask needs a question, such as --ask "Who approves a refund?"');
  if (values.json === true && values.ask === undefined)
    throw new AiError('invalid-input', '--json goes with --ask "question"');
  return {
    ask: values.ask,
    as,
    isJson: values.json === true,
    isHelp: values.help === true,
    corpus: pathOf(values.corpus, '--corpus', folders),
    port: portOf(values.port),
    index: pathOf(values.index, '--index', folders),
  };
}

function parse(argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof flags }>>['values'] {
  // `npm start -- --ask ...` through other runners may leave a separator in front.
  const args = argv[0] === '--' ? argv.slice(1) : [...argv];
  try {
    return parseArgs({ args, options: flags, allowPositionals: false }).values;
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : '').split(/[.\n]/);
    const known = Object.keys(flags).map((name) => `--${name}`);
    throw new AiError('invalid-input', `${first}; the flags are ${known.join(', ')} (--help explains them)`);
  }
}

/** The folders that a path may be relative to: where the user typed the command comes first. */
function pathOf(value: string | undefined, flag: string, folders: readonly string[]): string | undefined {
  if (value === undefined) return undefined;
  if (value === '') throw new AiError('invalid-input', `${flag} needs a folder`);
  const candidates = folders.map((folder) => resolve(folder, value));
  return candidates.find((candidate) => existsSync(candidate)) ?? candidates[0] ?? resolve(value);
}

function portOf(value: string | undefined): number {
  if (value === undefined) return 0;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (port <= 65_535) return port;
  throw new AiError('invalid-input', '--port needs a number from 0 to 65535; leave it out for a free one');
}
