import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Benchmark, BenchmarkRun, Figure } from './benchmark.ts';

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
  /** SHA-256 over the measured sources: a figure of other sources is stale. */
  readonly sources: string;
  /** SHA-256 of each file of labelled data that was scored, by its path below the data folder. */
  readonly data?: Readonly<Record<string, string>> | undefined;
  readonly figures: readonly Figure[];
}

/** Writes the result of a run; quick runs are printed, not kept. */
export function writeResult(
  root: string,
  benchmark: Benchmark,
  run: BenchmarkRun,
  versions: Readonly<Record<string, string>>,
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
    sources: digestSources(root, benchmark.measures),
    ...(run.dataDirectory === undefined ? {} : { data: scoredFiles(run.dataDirectory, run.scored) }),
    figures,
  };
  const file = join(root, 'benchmarks', 'results', `${benchmark.name}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

function scoredFiles(folder: string, files: ReadonlySet<string>): Readonly<Record<string, string>> {
  const digest = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return Object.fromEntries([...files].sort().map((file) => [file, `sha256:${digest(file)}`]));
}

/** Digest of all source files below some folders: paths and contents, tests left out. */
export function digestSources(root: string, folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of [...folders].sort()) {
    for (const file of sourceFiles(join(root, folder))) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => name !== 'node_modules' && !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return sourceFiles(path);
      return path.endsWith('.ts') ? [path] : [];
    });
}
