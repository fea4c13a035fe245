// pnpm bench <name> [--data DIR] [--predictions FILE] [--json] [--quick] [--rounds N]
import { createWriteStream, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchmarkRun, Figure } from './harness/benchmark.ts';
import { installPeers, peerVersions } from './harness/peers.ts';
import { entryMap } from '../scripts/check/packages.mjs';
import { measuredCode, type MeasuredCode } from './harness/measured-code.ts';
import { keepResult, writeResult } from './harness/result-file.ts';
import { keepsTarget, renderTable } from './harness/table.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);
const callerFolder = process.env['INIT_CWD'] ?? process.cwd();

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  assistant: async () => (await import('./assistant/assistant.ts')).assistantBenchmark,
  containment: async () => (await import('./containment/containment.ts')).containmentBenchmark,
  groundedness: async () => (await import('./groundedness/groundedness.ts')).groundednessBenchmark,
  injection: async () => (await import('./injection/injection.ts')).injectionBenchmark,
  embed: async () => (await import('./embed/embed.ts')).embedBenchmark,
  'acl-fuzz': async () => (await import('./acl-fuzz/acl-fuzz.ts')).aclFuzzBenchmark,
  ingest: async () => (await import('./ingest/ingest.ts')).ingestBenchmark,
  lexical: async () => (await import('./lexical/lexical.ts')).lexicalBenchmark,
  hybrid: async () => (await import('./hybrid/hybrid.ts')).hybridBenchmark,
  'acl-timing': async () => (await import('./acl-timing/acl-timing.ts')).aclTimingBenchmark,
  pgvector: async () => (await import('./pgvector/pgvector.ts')).pgvectorBenchmark,
  queue: async () => (await import('./queue/queue.ts')).queueBenchmark,
  stall: async () => (await import('./stall/stall.ts')).stallBenchmark,
  tokenize: async () => (await import('./tokenize/tokenize.ts')).tokenizeBenchmark,
  redos: async () => (await import('./redos/redos.ts')).redosBenchmark,
  secrets: async () => (await import('./secrets/secrets.ts')).secretsBenchmark,
  stream: async () => (await import('./stream/stream.ts')).streamBenchmark,
  pii: async () => (await import('./pii/pii.ts')).piiBenchmark,
  moderation: async () => (await import('./moderation/moderation.ts')).moderationBenchmark,
  policy: async () => (await import('./policy/policy.ts')).policyBenchmark,
  vector: async () => (await import('./vector/vector.ts')).vectorBenchmark,
};

const usage = `usage: pnpm bench <name> [options]

  benchmarks: ${Object.keys(benchmarks).join(', ')}

  --data DIR          also score the labelled data in DIR
  --predictions FILE  write one JSON line per row of the data, from which the figures can be recomputed
  --rounds N          rounds of each series (default 7)
  --quick             3 rounds and small inputs; shows that it works, is not kept
  --json              end with one line of JSON
  --keep REASON       measure nothing: keep the figures over the changes since, which do not touch what was measured
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const load = benchmarks[positionals[0] ?? ''];
  if (values.help || load === undefined || positionals.length > 1) {
    process[values.help ? 'stdout' : 'stderr'].write(usage);
    return values.help ? 0 : 2;
  }
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 7)
    return refuse(`--rounds must be a whole number of at least 7, got ${values.rounds}`);
  const dataDirectory = values.data === undefined ? undefined : resolve(callerFolder, values.data);
  if (dataDirectory !== undefined && !existsSync(dataDirectory))
    return refuse(`--data: there is no folder ${dataDirectory}`);

  const benchmark = await load();
  const progress = (message: string): void => void process.stderr.write(`${message}\n`);
  const code = await measuredCode(root, benchmark.name, benchmark.measures, entryMap(root));
  if (values.keep !== undefined) return keep(benchmark.name, code, values.keep);
  if (benchmark.peers.length > 0) await installPeers(folder, progress);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
  const predictions =
    values.predictions === undefined ? undefined : createWriteStream(resolve(callerFolder, values.predictions));
  const run: BenchmarkRun = {
    dataDirectory,
    scored: new Set(),
    isQuick: values.quick,
    rounds: values.quick ? 3 : rounds,
    predict: (row) => void predictions?.write(`${JSON.stringify(row)}\n`),
    progress,
    signal: interrupt.signal,
  };
  let figures: readonly Figure[];
  try {
    figures = await benchmark.run(run);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    progress('interrupted; nothing was written');
    return 130;
  } finally {
    if (predictions !== undefined) await new Promise<void>((done) => void predictions.end(done));
  }
  console.log(renderTable(figures));
  // A quick run is no measurement.
  if (!values.quick && (dataDirectory === undefined || benchmark.isDataOnly !== true)) {
    progress(`written: ${writeResult(root, benchmark, run, peerVersions(folder, benchmark.peers), code, figures)}`);
  }
  if (values.json) console.log(JSON.stringify(jsonLine(benchmark.name, figures)));
  const missed = figures.filter((figure) => keepsTarget(figure) === false);
  for (const { name } of missed) progress(`missed its target: ${name}`);
  return 0;
}

function keep(name: string, code: MeasuredCode, because: string): number {
  if (because.trim() === '') return refuse('--keep needs a reason');
  try {
    const changed = keepResult(root, name, code, because);
    console.log(changed.length === 0 ? 'nothing has changed since' : `kept over changes of ${changed.join(', ')}`);
    return 0;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function readArguments(): ReturnType<typeof parse> {
  try {
    return parse();
  } catch (error) {
    process.exit(refuse(error instanceof Error ? error.message : String(error)));
  }
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      predictions: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n\n${usage}`);
  return 2;
}

/** The closing line for programs. */
function jsonLine(bench: string, figures: readonly Figure[]): object {
  const pick = (value: (figure: Figure) => unknown): Tree => {
    const tree: Tree = {};
    for (const figure of figures) place(tree, figure.metric?.split('.') ?? [figure.name], value(figure));
    return tree;
  };
  return {
    bench,
    metrics: {
      ours: pick((figure) => figure.ours),
      peers: pick((figure) => figure.peers),
      ratio: pick((figure) => figure.ratio),
    },
  };
}

type Tree = Record<string, unknown>;

function place(tree: Tree, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) tree[key] = value;
  else place((tree[key] ??= {}) as Tree, rest, value);
}
