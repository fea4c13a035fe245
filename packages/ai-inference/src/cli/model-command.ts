import { join, resolve } from 'node:path';
import { AiError, type CommandIo } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import type { BundleManifest } from '../bundle/manifest.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { parseRecord, recordFile, type TrainingRecord } from '../fit/training-record.ts';
import { inspectModel } from '../import/inspect-model.ts';
import { addCommand } from './add-command.ts';
import { describeModel } from './describe-model.ts';
import { readModelArguments } from './model-arguments.ts';
import { pullCommand } from './pull-command.ts';

const help = `Usage: ai model add <folder> --to DIR [options]
       ai model pull <url> --fingerprint sha256:... --to DIR [--s3] [--allow-http]
       ai model verify <bundle> [--fingerprint sha256:...] [--json]
       ai model inspect <bundle, folder or file.onnx> [--model FILE] [--json]

add      makes a bundle from a model folder as model hubs have them; what it needs to know is read
         from the folder's configuration files, and asked for where they do not say it
pull     brings a bundle from an internal mirror or an S3-compatible store, only by its fingerprint;
         goes on where an interrupted pull was
verify   checks every byte of a bundle against its manifest
inspect  shows inputs, outputs, operator sets, parameters and memory; of a bundle, checked first,
         also what it is and how it was made

Options of add:
  --to DIR             folder in which the bundle is made, under the name of its fingerprint
  --task T             embedding, reranking, classification, tagging or graph
  --name N             name of the model
  --licence L          SPDX expression of the weights' licence
  --origin TEXT        where the weights come from
  --model FILE         the ONNX file, below the folder, when there are several
  --max-tokens N       most tokens of a text
  --pooling P          mean, cls, last or none
  --query-prefix P     put in front of queries
  --document-prefix P  put in front of documents
  --labels A,B         labels in the order of the outputs
  --activation A       sigmoid, softmax or none
  --output NAME        the output to read

Options of pull:
  --to DIR       folder in which the bundle is made, under the name of its fingerprint
  --s3           sign requests with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION
  --allow-http   read http:// from other machines, too
  A token in AI_MIRROR_TOKEN is sent as a bearer token.

Options:
  --fingerprint  the fingerprint that the bundle must have
  --json         print one JSON object
  --help         show this text

Exit codes: 0 done, 1 the bundle is not intact, 2 wrong usage or a fault
`;

/** Runs `ai model`; resolves with the exit code. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  const given = readModelArguments(argv);
  if (typeof given === 'string') {
    io.stderr(`${given}\n\n${help}`);
    return 2;
  }
  const folder = given.action === 'pull' ? given.folder : resolve(io.cwd, given.folder);
  const { fingerprint, json: isJson } = given.values;
  try {
    switch (given.action) {
      case 'add':
        return await addCommand(folder, given.values, io);
      case 'pull':
        return await pullCommand(folder, given.values, io);
      case 'inspect':
        io.stdout(await inspect(folder, given.values.model, isJson, io.signal));
        return 0;
      case 'verify': {
        const manifest = await verifyBundle(folder, { fingerprint, signal: io.signal });
        io.stdout(isJson ? text(report(folder, manifest, undefined)) : describe(manifest, undefined));
        return 0;
      }
    }
  } catch (error) {
    if (!AiError.is(error)) throw error;
    const { code, message, details } = error;
    // A URL may hold a token.
    if (isJson)
      io.stdout(
        text({ ...(given.action === 'pull' ? {} : { folder }), isIntact: false, error: { code, message, details } }),
      );
    else io.stderr(`${message}\n`);
    return code === 'integrity' ? 1 : 2;
  }
}

async function inspect(path: string, model: string | undefined, isJson: boolean, signal: AbortSignal): Promise<string> {
  const inspection = await inspectModel(path, { model, signal });
  const { manifest } = inspection;
  const record = manifest === undefined ? undefined : await readRecord(path, manifest);
  const shown = { file: inspection.file, model: inspection.model, memory: inspection.memory };
  if (isJson) return text(manifest === undefined ? shown : { ...report(path, manifest, record), ...shown });
  return `${manifest === undefined ? '' : describe(manifest, record)}${describeModel(inspection)}`;
}

function text(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function readRecord(folder: string, manifest: BundleManifest): Promise<TrainingRecord | undefined> {
  if (!Object.hasOwn(manifest.files, recordFile)) return undefined;
  return parseRecord(await createNodeFileSystem().readFile(join(folder, recordFile)));
}

function report(folder: string, manifest: BundleManifest, record: TrainingRecord | undefined): object {
  return { folder, isIntact: true, fingerprint: manifest.digest, manifest, trainingRecord: record };
}

function describe(manifest: BundleManifest, record: TrainingRecord | undefined): string {
  const files = Object.entries(manifest.files).map(([name, { bytes }]): [string, string] => [
    name,
    `${String(bytes)} bytes`,
  ]);
  const rows: readonly (readonly [string, string])[] = [
    ['intact', `${String(files.length)} files match ${manifest.digest}`],
    ['name', manifest.name],
    ...(manifest.task === 'embedding'
      ? ([
          ['task', `${manifest.task}, ${manifest.pooling} pooling, ${manifest.normalisation} normalisation`],
          ['vectors', `${String(manifest.dimensions)} dimensions, ${manifest.precision}`],
          ['max tokens', String(manifest.maxTokens)],
        ] as const)
      : ([['task', manifest.task]] as const)),
    ['licence', manifest.licence],
    ['source', manifest.source],
    ...files,
    ...(record === undefined ? [] : training(record)),
  ];
  return rows.map(([label, text]) => `${label.padEnd(22)} ${text}\n`).join('');
}

function training({ inputs, parameters, result, code }: TrainingRecord): [string, string][] {
  return [
    ['fitted by', `${code}, seed ${String(parameters.seed)}`],
    [
      'fitted to',
      `${String(inputs.textsUsed)} of ${String(inputs.texts)} texts, ${String(inputs.tokens)} words, ${inputs.digest}`,
    ],
    [
      'result',
      `${String(result.vocabulary)} terms, rank ${String(result.rank)}, explains ${(result.explained * 100).toFixed(1)} %`,
    ],
  ];
}
