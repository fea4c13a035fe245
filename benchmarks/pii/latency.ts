import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, percentile, ratioOf } from '../harness/rounds.ts';
import type { Contender } from './contenders.ts';
import { proseOf } from './prose.ts';

/** How long each contender is timed in one round. */
const BUDGET_MS = 60;
const LEAST_CALLS = 5;

/** Time per text at p50, of what a user of each system calls, all of its types on. */
export async function latencyFigures(contenders: readonly Contender[], run: BenchmarkRun): Promise<readonly Figure[]> {
  const short = Array.from({ length: 64 }, (_, seed) => proseOf(500, seed));
  const long = Array.from({ length: 8 }, (_, seed) => proseOf(20_000, 100 + seed));
  return [
    await timed('time per 500 characters', 'latency.us500', 'µs', 1_000, short, 8, contenders, run),
    await timed('time per 20 kB', 'latency.ms20k', 'ms', 1, long, 0.3, contenders, run),
  ];
}

async function timed(
  name: string,
  metric: string,
  unit: string,
  perMs: number,
  texts: readonly string[],
  limit: number,
  contenders: readonly Contender[],
  run: BenchmarkRun,
): Promise<Figure> {
  run.progress(`${name} ...`);
  const measured = contenders.map((contender) => [contender.name, () => callsOf(contender, texts, run)] as const);
  const rounds = await interleave(Object.fromEntries(measured), run.rounds, run.signal);
  const own = rounds['ours'] ?? [];
  const others = Object.entries(rounds).filter(([contender]) => contender !== 'ours');
  return {
    name,
    metric,
    ours: median(own) * perMs,
    unit,
    target: { limit, better: 'lower' },
    peers: Object.fromEntries(others.map(([peer, times]) => [peer, median(times) * perMs])),
    ratio: Object.fromEntries(others.map(([peer, times]) => [peer, ratioOf(own, times)])),
    note: 'p50 of each round, median of the rounds; prose with one value of personal data in six sentences; all types of each system on',
  };
}

/** Milliseconds per call at p50. */
async function callsOf({ run: call }: Contender, texts: readonly string[], run: BenchmarkRun): Promise<number> {
  const times: number[] = [];
  const startedMs = performance.now();
  for (let turn = 0; turn < LEAST_CALLS || performance.now() - startedMs < BUDGET_MS; turn++) {
    run.signal.throwIfAborted();
    const text = texts[turn % texts.length] ?? '';
    const fromMs = performance.now();
    await call(text);
    times.push(performance.now() - fromMs);
  }
  return percentile(times, 0.5);
}
