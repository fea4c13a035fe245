import { resolve } from 'node:path';
import { AiError, type CommandIo } from '@org/ai-core';
import { addModel, type AddModelOptions } from '../import/add-model.ts';
import { createProgress } from './copy-progress.ts';
import type { ModelOptionValues } from './model-arguments.ts';

/** Runs `ai model add`. @throws AiError as `addModel`, and `invalid-input` for an option with a wrong value */
export async function addCommand(source: string, values: ModelOptionValues, io: CommandIo): Promise<number> {
  if (values.to === undefined) throw wrong('to', 'needs a folder, in which the bundle is made');
  const prefixes =
    values['query-prefix'] === undefined && values['document-prefix'] === undefined
      ? undefined
      : { query: values['query-prefix'] ?? '', document: values['document-prefix'] ?? '' };
  const progress = createProgress('copying', io);
  const { directory, manifest } = await addModel({
    source,
    directory: resolve(io.cwd, values.to),
    task: oneOf('task', values.task, ['embedding', 'reranking', 'classification', 'tagging', 'graph'] as const),
    pooling: oneOf('pooling', values.pooling, ['mean', 'cls', 'last', 'none'] as const),
    activation: oneOf('activation', values.activation, ['sigmoid', 'softmax', 'none'] as const),
    name: values.name,
    licence: values.licence,
    origin: values.origin,
    model: values.model,
    output: values.output,
    maxTokens: wholeNumber(values['max-tokens']),
    labels: values.labels?.split(',').map((label) => label.trim()),
    prefixes,
    signal: io.signal,
    onProgress: progress.show,
  });
  progress.end();
  if (values.json)
    io.stdout(`${JSON.stringify({ directory, fingerprint: manifest.digest, manifest }, undefined, 2)}\n`);
  else io.stdout(`${manifest.name} for ${manifest.task}: ${directory}\nfingerprint ${manifest.digest}\n`);
  return 0;
}

function oneOf<Name extends string>(
  option: string,
  value: string | undefined,
  known: readonly Name[],
): Name | undefined {
  if (value === undefined) return undefined;
  const name = known.find((each) => each === value);
  if (name === undefined) throw wrong(option, `must be ${known.join(', ')}`);
  return name;
}

function wholeNumber(value: string | undefined): AddModelOptions['maxTokens'] {
  if (value === undefined) return undefined;
  if (/^[1-9][0-9]{0,6}$/.test(value)) return Number(value);
  throw wrong('max-tokens', 'must be a positive whole number');
}

function wrong(option: string, problem: string): AiError {
  return new AiError('invalid-input', `--${option} ${problem}`, { details: { field: option } });
}
