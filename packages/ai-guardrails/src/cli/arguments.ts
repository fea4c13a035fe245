import { parseArgs } from 'node:util';
import { AiError } from '@org/ai-core';
import type { Stage } from '../rail/rail.ts';
import { STDIN } from './read-text.ts';

/** Rails by the names that the command knows. */
const railNames = ['pii', 'secrets', 'injection', 'egress'] as const;

/** What the command was asked to do. */
export interface GuardArguments {
  readonly isHelp: boolean;
  readonly files: readonly string[];
  readonly stage: Stage;
  readonly rails: readonly (typeof railNames)[number][];
  readonly allowedHosts: readonly string[];
  readonly policy: string | undefined;
  readonly failOn: 'redact' | 'block';
  readonly isJson: boolean;
  readonly isPlain: boolean;
}

const stages: readonly Stage[] = ['input', 'retrieval', 'tool-call', 'tool-result', 'output'];

/** @throws AiError `invalid-input` that names the option and what it takes */
export function readArguments(argv: readonly string[]): GuardArguments {
  const { values, positionals } = parse(argv);
  return {
    isHelp: values.help,
    files: positionals.length === 0 ? [STDIN] : positionals,
    stage: oneOf('--stage', values.stage, stages),
    rails: (values.rails?.split(',') ?? railNames).map((name) => oneOf('--rails', name.trim(), railNames)),
    allowedHosts: values['allow-host'],
    policy: values.policy,
    failOn: oneOf('--fail-on', values['fail-on'], ['redact', 'block'] as const),
    isJson: values.json,
    isPlain: values['no-color'],
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        stage: { type: 'string', default: 'output' },
        rails: { type: 'string' },
        'allow-host': { type: 'string', multiple: true, default: [] },
        policy: { type: 'string' },
        'fail-on': { type: 'string', default: 'redact' },
        json: { type: 'boolean', default: false },
        'no-color': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new AiError('invalid-input', error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new AiError('invalid-input', `${option} takes ${known.join(', ')}, not "${value}"`);
  return found;
}
