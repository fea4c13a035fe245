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
  s3: { type: 'boolean', default: false },
  'allow-http': { type: 'boolean', default: false },
} as const;

/** Options as they were written. */
export type ModelOptionValues = Readonly<Record<TextOption, string | undefined>> & Readonly<Record<Switch, boolean>>;

type Switch = 'json' | 's3' | 'allow-http';
type TextOption = Exclude<keyof typeof options, Switch>;

/** The arguments of `ai model`. */
export interface ModelArguments {
  readonly action: 'add' | 'pull' | 'verify' | 'inspect';
  readonly folder: string;
  readonly values: ModelOptionValues;
}

/** Reads the arguments; a text says what is wrong with them. */
export function readModelArguments(argv: readonly string[]): ModelArguments | string {
  try {
    const { values, positionals } = parse(argv);
    const [action, folder, extra] = positionals;
    if (action !== 'add' && action !== 'pull' && action !== 'verify' && action !== 'inspect')
      return 'ai model needs an action: add, pull, verify or inspect';
    if (folder === undefined || extra !== undefined)
      return `ai model ${action} needs exactly one ${action === 'pull' ? 'URL' : 'folder'}`;
    return { action, folder, values };
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments could not be read';
  }
}

function parse(argv: readonly string[]): {
  readonly values: ModelOptionValues;
  readonly positionals: readonly string[];
} {
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
  return { values: values as ModelOptionValues, positionals };
}
