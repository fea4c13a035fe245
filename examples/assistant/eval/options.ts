import { parseArgs } from 'node:util';
import { AiError } from '@org/ai-core';
import { halves, type Half } from './read-questions.ts';

/** What the command line asks for. */
export interface EvalOptions {
  readonly halves: readonly Half[];
  readonly shouldShowFailures: boolean;
  readonly isJson: boolean;
  readonly isHelp: boolean;
}

const flags = {
  half: { type: 'string' },
  'show-failures': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const helpText = `usage: npm run eval -- [options]

Asks the assistant every question of eval/dev and eval/heldout, and decides by the gates.
  --half dev|heldout   one half only
  --show-failures      print question, answer and expectation of each failure; goes with --half dev,
                       because the other half stays unseen
  --json               print the report as canonical JSON

Reports are written to .cache/assistant-eval. A run that was stopped goes on where it was.
Exit codes: 0 every gate passed, 1 a gate failed, 2 usage or fault, 3 inconclusive, 130 interrupted.
`;

/** @throws AiError `invalid-input` that names the flag */
export function parseOptions(argv: readonly string[]): EvalOptions {
  const values = parse(argv[0] === '--' ? argv.slice(1) : argv);
  const half = halves.find((candidate) => candidate === values.half);
  if (values.half !== undefined && half === undefined)
    throw new AiError('invalid-input', '--half must be dev or heldout');
  if (values['show-failures'] && half !== 'dev')
    throw new AiError('invalid-input', '--show-failures goes with --half dev: the held-out half stays unseen');
  return {
    halves: half === undefined ? halves : [half],
    shouldShowFailures: values['show-failures'],
    isJson: values.json,
    isHelp: values.help,
  };
}

function parse(argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof flags }>>['values'] {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: false }).values;
  } catch (error) {
    throw new AiError('invalid-input', error instanceof Error ? error.message : String(error));
  }
}
