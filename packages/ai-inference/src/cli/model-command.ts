import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AiError, type CommandIo, type JsonValue } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import type { BundleManifest } from '../bundle/manifest.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { parseRecord, recordFile, type TrainingRecord } from '../fit/training-record.ts';

const help = `Usage: ai model verify <folder> [--fingerprint sha256:...] [--json]
       ai model inspect <folder> [--json]

verify   checks every byte of a model bundle against its manifest
inspect  verifies it, then shows what it is and how it was made

Options:
  --fingerprint  the fingerprint that the bundle must have
  --json         print one JSON object
  --help         show this text

Exit codes: 0 the bundle is intact, 1 it is not, 2 wrong usage or a fault
`;

interface Arguments {
  readonly action: 'verify' | 'inspect';
  readonly folder: string;
  readonly isJson: boolean;
  readonly fingerprint: string | undefined;
}

/** Runs `ai model`; resolves with the exit code. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  const given = readArguments(argv);
  if (typeof given === 'string') {
    io.stderr(`${given}\n\n${help}`);
    return 2;
  }
  const folder = resolve(io.cwd, given.folder);
  try {
    const manifest = await verifyBundle(folder, { fingerprint: given.fingerprint, signal: io.signal });
    const record = given.action === 'inspect' ? await readRecord(folder, manifest) : undefined;
    io.stdout(
      given.isJson ? `${JSON.stringify(report(folder, manifest, record), undefined, 2)}\n` : describe(manifest, record),
    );
    return 0;
  } catch (error) {
    if (!AiError.is(error)) throw error;
    const { code, message, details } = error;
    if (given.isJson)
      io.stdout(`${JSON.stringify({ folder, isIntact: false, error: { code, message, details } }, undefined, 2)}\n`);
    else io.stderr(`${message}\n`);
    return code === 'integrity' ? 1 : 2;
  }
}

function readArguments(argv: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, fingerprint: { type: 'string' } },
    });
    const [action, folder, extra] = positionals;
    if (action !== 'verify' && action !== 'inspect') return 'ai model needs an action: verify or inspect';
    if (folder === undefined || extra !== undefined) return `ai model ${action} needs exactly one folder`;
    return { action, folder, isJson: values.json, fingerprint: values.fingerprint };
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments could not be read';
  }
}

async function readRecord(folder: string, manifest: BundleManifest): Promise<TrainingRecord | undefined> {
  if (!Object.hasOwn(manifest.files, recordFile)) return undefined;
  return parseRecord(await createNodeFileSystem().readFile(join(folder, recordFile)));
}

function report(folder: string, manifest: BundleManifest, record: TrainingRecord | undefined): JsonValue {
  const value = { folder, isIntact: true, fingerprint: manifest.digest, manifest, trainingRecord: record };
  return value as unknown as JsonValue;
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
