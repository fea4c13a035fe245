import { PerformanceObserver } from 'node:perf_hooks';
import { createContext, createServicePrincipal } from '../../packages/ai-core/src/index.ts';
import {
  createGuard,
  egressRail,
  injectionRail,
  piiRail,
  secretsRail,
  type Rail,
  type Stage,
} from '../../packages/ai-guardrails/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { median, percentile } from '../harness/rounds.ts';
import { proseDeltas } from './deltas.ts';

const DELTAS = 2_000;
const stages: readonly Stage[] = ['output'];
const scope = {
  stage: 'output',
  context: createContext({ principal: createServicePrincipal({ tenant: 'bench', subject: 'stream' }) }),
} as const;

const rails: Readonly<Record<string, () => Rail>> = {
  pii: () => piiRail({ stages }),
  secrets: () => secretsRail({ stages }),
  egress: () => egressRail({ stages, allowedHosts: ['docs.example.com'] }),
  injection: () => injectionRail({ stages }),
};

/** What takes deltas in: a guard's stream, or nothing at all behind the same promise. */
interface Pipe {
  push(delta: string): Promise<string>;
}

/** What an answer costs that streams through four rails at once. */
export const streamBenchmark: Benchmark = {
  name: 'stream',
  summary: 'time added to each of 2,000 deltas by four enforcing rails, and text held back on prose',
  peers: [],
  measures: ['benchmarks/stream', 'packages/ai-guardrails/src', 'packages/ai-core/src'],
  async run(run) {
    const all = Object.values(rails).map((make) => make());
    const together = await addedTime(all, run);
    const figures: Figure[] = [
      {
        name: 'time added per delta by personal data, secrets, egress and injection together, p99',
        metric: 'p99Us',
        ours: median(together.p99),
        unit: 'µs',
        target: { limit: 50, better: 'lower' },
        peers: {},
        ratio: {},
        note: `median of ${String(run.rounds)} rounds of ${String(DELTAS)} deltas, each beside an empty pipe; rounds from ${Math.min(...together.p99).toFixed(1)} to ${Math.max(...together.p99).toFixed(1)}; garbage collection is ${(100 * together.collectionShare).toFixed(0)} % of the added time. No peer releases verified text: @openai/guardrails checks every 100 chunks of what has already been sent, langchain (Python) looks back over a fixed length`,
      },
      { ...plain('p50Us', 'the same, p50', median(together.p50), 'µs') },
      {
        ...plain('p99UsSteady', 'the same, p99 over the deltas of each one’s median round', together.steadyP99, 'µs'),
        note: 'what the text itself costs: pauses of the machine and of garbage collection meet another delta in each round',
      },
      {
        name: 'text held back after each delta on prose, p99',
        metric: 'heldP99',
        ours: percentile(together.held, 0.99),
        unit: 'characters',
        target: { limit: 64, better: 'lower' },
        peers: {},
        ratio: {},
        note: `p50 ${String(percentile(together.held, 0.5))}, most ${String(Math.max(...together.held))}`,
      },
    ];
    for (const [name, make] of Object.entries(rails)) {
      const alone = await addedTime([make()], run);
      figures.push(plain(`rails.${name}.p99Us`, `${name} alone: time added, p99`, median(alone.p99), 'µs'));
      figures.push(
        plain(`rails.${name}.heldP99`, `${name} alone: text held, p99`, percentile(alone.held, 0.99), 'characters'),
      );
    }
    return figures;
  },
};

function plain(metric: string, name: string, ours: number, unit: string): Figure {
  return { name, metric, ours, unit, peers: {}, ratio: {} };
}

interface AddedTime {
  /** By round. */
  readonly p50: readonly number[];
  readonly p99: readonly number[];
  readonly steadyP99: number;
  readonly held: readonly number[];
  readonly collectionShare: number;
}

/** Each delta goes through the guard and through an empty pipe, in turn which of them is first. */
async function addedTime(railsOfGuard: readonly Rail[], run: BenchmarkRun): Promise<AddedTime> {
  const guard = createGuard({ rails: railsOfGuard });
  const deltas = proseDeltas(DELTAS, 7);
  const p50: number[] = [];
  const p99: number[] = [];
  const rounds: Float64Array[] = [];
  const held: number[] = [];
  const collector = watchCollections();
  let total = 0;
  const warmUps = run.isQuick ? 3 : 10;
  for (let round = -warmUps; round < run.rounds; round++) {
    run.signal.throwIfAborted();
    const stream = guard.stream(scope);
    const empty: Pipe = { push: (delta) => Promise.resolve(delta) };
    const added = new Float64Array(DELTAS);
    if (round === 0) collector.start();
    for (const [index, delta] of deltas.entries()) {
      const first = index % 2 === 0 ? stream : empty;
      const second = index % 2 === 0 ? empty : stream;
      const startedMs = performance.now();
      await first.push(delta);
      const middleMs = performance.now();
      await second.push(delta);
      const difference = middleMs - startedMs - (performance.now() - middleMs);
      added[index] = 1_000 * (index % 2 === 0 ? difference : -difference);
      if (round === 0) held.push(stream.heldUnits);
    }
    await stream.end();
    if (round < 0) continue;
    total += added.reduce((sum, one) => sum + one, 0) / 1_000;
    p50.push(percentile(added, 0.5));
    p99.push(percentile(added, 0.99));
    rounds.push(added);
  }
  const steady = deltas.map((_, index) => median(rounds.map((round) => round[index] ?? Number.NaN)));
  return { p50, p99, steadyP99: percentile(steady, 0.99), held, collectionShare: (await collector.stop()) / total };
}

/** Milliseconds of garbage collection on the main thread. */
function watchCollections(): { start(): void; stop(): Promise<number> } {
  let sum = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.duration;
  });
  return {
    start: () => observer.observe({ entryTypes: ['gc'] }),
    stop: async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      observer.disconnect();
      return sum;
    },
  };
}
