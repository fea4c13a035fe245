import { createRandom, normalCdf } from '../../packages/ai-stats/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { median } from '../harness/rounds.ts';
import { pickWord } from './corpus.ts';
import { startServer } from './server.ts';

/** Whether the time of a search tells how much of a tenant is hidden from whoever asks. */
export const aclTimingBenchmark: Benchmark = {
  name: 'acl-timing',
  summary: 'Time of a search while what is hidden varies: a two-sample test, and the same test on a planted fault',
  peers: [],
  measures: ['benchmarks/acl-timing', 'packages/ai-retrieval/src/search', 'packages/ai-retrieval/src/access'],
  run: measure,
};

/** How the index is opened. */
interface Way {
  readonly answerGridMs: number;
  readonly isFiltering: boolean;
}

interface Samples {
  readonly alone: readonly number[];
  readonly beside: readonly number[];
}

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  const hidden = run.isQuick ? 600 : 6_000;
  const count = run.isQuick ? 1_000 : 10_000;
  const figures: Figure[] = [];
  const cases: readonly (readonly [string, string, Way])[] = [
    ['ours', 'hidden', { answerGridMs: 0, isFiltering: false }],
    ['ours on a grid of 2 ms', 'grid', { answerGridMs: 2, isFiltering: false }],
    // What most engines do: rank everything, then drop what may not be read.
    ['planted fault: filtering after ranking', 'planted', { answerGridMs: 0, isFiltering: true }],
  ];
  for (const [name, metric, way] of cases) {
    run.progress(`${name}: ${String(count)} searches beside 0 and beside ${String(hidden)} hidden documents ...`);
    const { alone, beside } = await timings(hidden, count, way, run);
    const { pValue, share } = mannWhitney(alone, beside);
    const figure = (title: string, key: string, ours: number, unit: string, target?: Figure['target']): Figure => ({
      name: `${name}: ${title}`,
      metric: `${metric}.${key}`,
      ours,
      unit,
      ...(target && { target }),
      peers: {},
      ratio: {},
    });
    figures.push(
      figure('p of the two-sample test', 'p', pValue, '', targetOf(way)),
      figure('chance that a search beside hidden documents is the slower one', 'share', share, ''),
      figure('a search beside none', 'aloneMs', median(alone), 'ms'),
      figure('a search beside hidden documents', 'besideMs', median(beside), 'ms'),
    );
  }
  return figures;
}

/** Without a grid some microseconds are left, of memory that lies further apart: published, not promised. */
function targetOf({ isFiltering, answerGridMs }: Way): Figure['target'] {
  if (isFiltering) return { limit: 0.001, better: 'lower' };
  return answerGridMs > 0 ? { limit: 0.05, better: 'higher' } : undefined;
}

/** Times as somebody outside of the process sees them, over a connection of this machine. */
async function timings(hidden: number, count: number, way: Way, run: BenchmarkRun): Promise<Samples> {
  const server = await startServer({ hidden, ...way });
  const random = createRandom(29);
  const samples = { alone: [] as number[], beside: [] as number[] };
  try {
    for (let at = -300; at < count; at++) {
      run.signal.throwIfAborted();
      const query = Array.from({ length: 3 }, () => pickWord(random)).join(' ');
      // Which comes first is thrown for each pair, so that the order cannot explain anything.
      const pair = ['alone', 'beside'] as const;
      for (const name of random.next() < 0.5 ? pair : [...pair].reverse()) {
        const milliseconds = await server.ask(name, query);
        if (at >= 0) samples[name].push(milliseconds);
      }
    }
  } finally {
    await server.close();
  }
  return samples;
}

/** The two-sided test of Mann and Whitney (1947), by its normal approximation; `share` is the chance that a value of the second sample is the larger one. */
function mannWhitney(
  first: readonly number[],
  second: readonly number[],
): { readonly pValue: number; readonly share: number } {
  const all = [...first.map((value) => ({ value, of: 0 })), ...second.map((value) => ({ value, of: 1 }))];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let at = 0; at < all.length;) {
    let end = at;
    while (end < all.length && all[end]?.value === all[at]?.value) end++;
    for (let tied = at; tied < end; tied++) if (all[tied]?.of === 1) ranks += (at + end + 1) / 2;
    at = end;
  }
  const [n, m] = [first.length, second.length];
  const wins = ranks - (m * (m + 1)) / 2;
  const z = (wins - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { pValue: 2 * (1 - normalCdf(Math.abs(z))), share: wins / (n * m) };
}
