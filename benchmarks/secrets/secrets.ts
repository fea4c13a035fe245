import { namedSamples, providerSamples } from '../../packages/ai-guardrails/src/testing/secret-samples.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { processorTime } from '../redos/processor-time.ts';
import { proseDeltas } from '../stream/deltas.ts';
import { otherFiles } from './other-files.ts';
import { oursFinder, openaiFinder, type SecretFinder } from './secret-finders.ts';

const PEER = '@openai/guardrails';

/** What stands around a secret. */
const frames: readonly (readonly [string, string])[] = [
  ['', ''],
  ['Use this one: ', ' and delete it afterwards.'],
  ['{"note":"line\\n', '\\nmore"}'],
  ['a\n', '\nb'],
];

/** Secrets of our own making that are found, and alarms on files that hold none. */
export const secretsBenchmark: Benchmark = {
  name: 'secrets',
  summary: 'secrets found by format and name, false alarms per megabyte of code and lock files, time per 20 kB',
  peers: [PEER],
  measures: ['benchmarks/secrets', 'packages/ai-guardrails/src', 'packages/ai-core/src'],
  async run(run) {
    const finders = { ours: oursFinder(), [PEER]: await openaiFinder() };
    const found: Record<string, number> = {};
    const alarms: Record<string, number> = {};
    const files = otherFiles(run.isQuick ? 2_000_000 : 20_000_000);
    const units = files.reduce((sum, text) => sum + text.length, 0);
    for (const [name, finder] of Object.entries(finders)) {
      found[name] = await foundShare(finder, run);
      alarms[name] = (await alarmsOn(finder, files, run)) / (units / 1_000_000);
      run.progress(
        `${name}: found ${(100 * (found[name] ?? 0)).toFixed(1)} %, ${(alarms[name] ?? 0).toFixed(2)} alarms per megabyte`,
      );
    }
    const prose = proseDeltas(6_000, 9).join('').slice(0, 20_000);
    const times = await interleave(
      Object.fromEntries(Object.entries(finders).map(([name, finder]) => [name, () => timeOf(finder, prose)])),
      run.rounds,
      run.signal,
    );
    const only = (figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> => ({
      [PEER]: figures[PEER] ?? 0,
    });
    const medians = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
    return [
      {
        name: 'secrets found, of every format and name, in four surroundings',
        metric: 'foundShare',
        ours: found['ours'] ?? 0,
        unit: 'of 1',
        target: { limit: 0.99, better: 'higher' },
        peers: only(found),
        ratio: {},
        note: 'samples made from the formats that our rail knows, so the figure says that nothing is lost around them, not how many formats there are',
      },
      {
        name: 'alarms on code, lock files, source maps and documents',
        metric: 'falseAlarmsPerMb',
        ours: alarms['ours'] ?? 0,
        unit: 'per megabyte',
        target: { limit: 1, better: 'lower' },
        peers: only(alarms),
        ratio: {},
        note: `${(units / 1_000_000).toFixed(1)} MB of ${String(files.length)} files; examples of secrets in documents count as alarms; the peer at its default threshold, balanced`,
      },
      {
        name: 'time for 20 kB of prose',
        metric: 'latency.ms20k',
        ours: medians['ours'] ?? 0,
        unit: 'ms',
        target: { limit: 0.2, better: 'lower' },
        peers: only(medians),
        ratio: { [PEER]: ratioOf(times['ours'] ?? [], times[PEER] ?? []) },
      },
    ] satisfies readonly Figure[];
  },
};

async function foundShare(finder: SecretFinder, run: BenchmarkRun): Promise<number> {
  let found = 0;
  let all = 0;
  for (const { text, secret } of [...providerSamples(31), ...namedSamples(32)]) {
    for (const [before, after] of frames) {
      run.signal.throwIfAborted();
      const flagged = await finder.find(before + text + after);
      // The middle of the secret must be covered: what is left of it opens nothing.
      const middle = secret.slice(Math.floor(secret.length / 3), Math.ceil((2 * secret.length) / 3));
      all++;
      if (flagged.some((value) => value.includes(middle))) found++;
    }
  }
  return found / all;
}

async function alarmsOn(finder: SecretFinder, files: readonly string[], run: BenchmarkRun): Promise<number> {
  let alarms = 0;
  for (const text of files) {
    run.signal.throwIfAborted();
    alarms += (await finder.find(text)).length;
  }
  return alarms;
}

/** Milliseconds of processor time of one text. */
async function timeOf(finder: SecretFinder, text: string): Promise<number> {
  const runs = 20;
  const total = await processorTime(async () => {
    for (let run = 0; run < runs; run++) await finder.find(text);
  });
  return total / runs;
}
