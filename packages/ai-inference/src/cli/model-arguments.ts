import { parseArgs } from 'node:util';

const options = {
  json: { type: 'boolean', default: false },
  fingerprint: { type: 'string' },
  to: { type: 'string' },
  task: { type: 'string' },
  name: { type: 'string' },
  licence: { type: 'string' },
  origin: { type: 'string' },
  model: { type: 'string' },
  'max-tokens': { type: 'string' },
  pooling: { type: 'string' },
  'query-prefix': { type: 'string' },
  'document-prefix': { type: 'string' },
  labels: { type: 'string' },
  activation: { type: 'string' },
  output: { type: 'string' },
} as const;

/** Options as they were written. */
export type ModelOptionValues = {
  readonly [Name in Exclude<keyof typeof options, 'json'>]?: string | undefined;
} & { readonly json: boolean };

/** The arguments of `ai model`. */
export interface ModelArguments {
  readonly action: 'add' | 'verify' | 'inspect';
  readonly folder: string;
  readonly values: ModelOptionValues;
}

/** Reads the arguments; a text says what is wrong with them. */
export function readModelArguments(argv: readonly string[]): ModelArguments | string {
  try {
    const { values, positionals } = parse(argv);
    const [action, folder, extra] = positionals;
    if (action !== 'add' && action !== 'verify' && action !== 'inspect')
      return 'ai model needs an action: add, verify or inspect';
    if (folder === undefined || extra !== undefined) return `ai model ${action} needs exactly one folder`;
    return { action, folder, values };
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments could not be read';
  }
}

function parse(argv: readonly string[]): {
  readonly values: ModelOptionValues;
  readonly positionals: readonly string[];
} {
  return parseArgs({ args: [...argv], allowPositionals: true, options });
}
