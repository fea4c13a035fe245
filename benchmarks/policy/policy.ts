import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, percentile, ratioOf } from '../harness/rounds.ts';
import { openCasbin, openCedarAdapter, openCedarRaw, openOurs, openPlain, type Decide } from './engines.ts';
import { makeCases, type Case } from './workload.ts';

/** Decisions over 50 permissions and one prohibition, beside other engines that hold the same policies. */
export const policyBenchmark: Benchmark = {
  name: 'policy',
  summary: 'A policy decision over 51 policies, beside casbin, Cedar and code written by hand',
  peers: ['casbin'],
  measures: ['benchmarks/policy', 'packages/ai-core/src', 'packages/ai-policy/src'],
  run: measure,
};

interface Contender {
  readonly decide: Decide;
  /** Decisions of a round: fewer for engines that take long. */
  readonly count: number;
}

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  run.progress('opening the engines ...');
  const casbin = await openCasbin();
  const many = run.isQuick ? 5_000 : 50_000;
  const few = run.isQuick ? 300 : 2_000;
  const contenders: Readonly<Record<string, Contender>> = {
    ours: { decide: await openOurs(), count: many },
    'plain TypeScript': { decide: openPlain(), count: many },
    'cedar adapter': { decide: await openCedarAdapter(), count: few },
    'cedar-wasm preparsed': { decide: openCedarRaw(), count: few },
    casbin: { decide: casbin.enforce, count: few },
    'casbin enforceSync': { decide: casbin.enforceSync, count: few },
  };

  run.progress('asking every engine the same random requests ...');
  const crossed = makeCases(run.isQuick ? 500 : 3_000, 11);
  const disagreements = await countDisagreements(contenders, crossed);

  run.progress('timing single decisions ...');
  const cases = makeCases(4_096);
  const p50: Record<string, number[]> = {};
  const p99 = await interleave(
    Object.fromEntries(
      Object.entries(contenders).map(([name, { decide, count }]) => [
        name,
        async () => {
          const timesUs = await timeEach(decide, cases, count);
          (p50[name] ??= []).push(percentile(timesUs, 0.5));
          return percentile(timesUs, 0.99);
        },
      ]),
    ),
    run.rounds,
    run.signal,
  );
  // The round beforehand is not counted by interleave either.
  for (const times of Object.values(p50)) times.shift();

  const timer = 'each decision timed by itself, the timer included';
  return [
    figure('decision over 51 policies, p99', 'p99Us', p99, 'ours', 5, timer),
    figure('decision over 51 policies, p50', 'p50Us', p50, 'ours', undefined, timer),
    figure('decision by Cedar through the adapter, p99', 'cedarAdapter.p99Us', p99, 'cedar adapter', 300, timer),
    figure('decision by Cedar through the adapter, p50', 'cedarAdapter.p50Us', p50, 'cedar adapter', undefined, timer),
    {
      name: 'decisions that differ from what the policies say',
      metric: 'disagreements',
      ours: disagreements['ours'] ?? Number.NaN,
      unit: `of ${crossed.length}`,
      target: { limit: 0, better: 'lower' },
      peers: Object.fromEntries(Object.entries(disagreements).filter(([name]) => name !== 'ours')),
      ratio: {},
    },
  ];
}

async function countDisagreements(
  contenders: Readonly<Record<string, Contender>>,
  cases: readonly Case[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [name, { decide }] of Object.entries(contenders)) {
    counts[name] = 0;
    for (const one of cases) if ((await decide(one)) !== one.isAllowed) counts[name]++;
  }
  return counts;
}

/** Microseconds of single decisions. */
async function timeEach(decide: Decide, cases: readonly Case[], count: number): Promise<Float64Array> {
  const timesUs = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const one = cases[index % cases.length];
    if (one === undefined) throw new Error('there are no cases');
    const startedMs = performance.now();
    const decision = decide(one);
    if (typeof decision !== 'boolean') await decision;
    timesUs[index] = (performance.now() - startedMs) * 1_000;
  }
  return timesUs;
}

function figure(
  name: string,
  metric: string,
  rounds: Readonly<Record<string, readonly number[]>>,
  ours: string,
  limit: number | undefined,
  note: string,
): Figure {
  // Cedar's adapter is held against Cedar itself; our engine against all.
  const isOther = (other: string): boolean => other !== ours && (ours === 'ours' || other === 'cedar-wasm preparsed');
  const others = Object.entries(rounds).filter(([other]) => isOther(other));
  return {
    name,
    metric,
    ours: median(rounds[ours] ?? []),
    unit: 'µs',
    ...(limit === undefined ? {} : { target: { limit, better: 'lower' as const } }),
    peers: Object.fromEntries(others.map(([other, values]) => [other, median(values)])),
    ratio: Object.fromEntries(others.map(([other, values]) => [other, ratioOf(rounds[ours] ?? [], values)])),
    note,
  };
}
