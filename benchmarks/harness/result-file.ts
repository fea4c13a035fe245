import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Benchmark, BenchmarkRun, Figure } from './benchmark.ts';
import { changedCode, type MeasuredCode } from './measured-code.ts';

/** What `benchmarks/results/<name>.json` holds. */
export interface ResultFile {
  readonly bench: string;
  readonly command: string;
  readonly madeAt: string;
  readonly rounds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
  };
  /** The code that was measured: a figure of other code is stale. Results from before there was this stamp have none. */
  readonly code?: MeasuredCode | undefined;
  /** Later changes of that code over which the figures were kept, and why. */
  readonly kept?: readonly Kept[] | undefined;
  /** SHA-256 of each file of labelled data that was scored, by its path below the data folder. */
  readonly data?: Readonly<Record<string, string>> | undefined;
  readonly figures: readonly Figure[];
}

/** A change that somebody vouches for: it does not touch what was measured. */
export interface Kept {
  readonly on: string;
  readonly because: string;
  readonly changed: readonly string[];
}

/** Writes the result of a run; quick runs are printed, not kept. */
export function writeResult(
  root: string,
  benchmark: Benchmark,
  run: BenchmarkRun,
  versions: Readonly<Record<string, string>>,
  code: MeasuredCode,
  figures: readonly Figure[],
): string {
  const result: ResultFile = {
    bench: benchmark.name,
    command: `pnpm bench ${benchmark.name}${run.dataDirectory === undefined ? '' : ' --data DIR'}`,
    madeAt: new Date().toISOString().slice(0, 10),
    rounds: run.rounds,
    versions: { node: process.versions.node, ...versions },
    machine: {
      platform: `${platform()} ${arch()}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    code,
    ...(run.dataDirectory === undefined ? {} : { data: scoredFiles(run.dataDirectory, run.scored) }),
    figures,
  };
  return write(root, benchmark.name, result);
}

/**
 * Keeps the figures of a result over a change of the measured code, for a reason that the file then holds.
 *
 * @param code what is measured now
 * @returns the files that have changed since, none where nothing was written
 * @throws Error when there is no result, or one without a stamp, of which nobody knows what it measured
 */
export function keepResult(root: string, name: string, code: MeasuredCode, because: string): readonly string[] {
  const file = resultFile(root, name);
  if (!existsSync(file)) throw new Error(`there is no result of ${name}; measure it: pnpm bench ${name}`);
  const result = JSON.parse(readFileSync(file, 'utf8')) as ResultFile;
  if (result.code === undefined)
    throw new Error(`the result of ${name} does not say which code it measured; measure it again: pnpm bench ${name}`);
  const changed = changedCode(root, result.code);
  if (changed.length === 0) return changed;
  const on = new Date().toISOString().slice(0, 10);
  write(root, name, { ...result, code, kept: [...(result.kept ?? []), { on, because, changed }] });
  return changed;
}

function write(root: string, name: string, { figures, ...result }: ResultFile): string {
  const file = resultFile(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...result, figures }, null, 2)}\n`);
  return file;
}

function resultFile(root: string, name: string): string {
  return join(root, 'benchmarks', 'results', `${name}.json`);
}

function scoredFiles(folder: string, files: ReadonlySet<string>): Readonly<Record<string, string>> {
  const digest = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return Object.fromEntries([...files].sort().map((file) => [file, `sha256:${digest(file)}`]));
}
