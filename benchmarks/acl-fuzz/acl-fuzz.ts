import { fuzzAccess, type FuzzReport } from '../../packages/ai-retrieval/src/testing/testing.ts';
import { accessMutants, openInMemory } from '../../packages/ai-retrieval/src/testing/fuzz-mutants.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';

const size = { tenants: 50, documents: 5_000, groups: 200 };
const mutantChecks = 50_000;

/** Random rights, moves, deletions and memberships against a plain evaluation of the rules, with searches beside every change. */
export const aclFuzzBenchmark: Benchmark = {
  name: 'acl-fuzz',
  summary: 'leaks and misses of the folder index under random changes of rights, and planted faults found',
  peers: [],
  measures: ['benchmarks/acl-fuzz', 'packages/ai-retrieval/src', 'packages/ai-core/src'],
  async run(run) {
    const checks = run.isQuick ? 20_000 : 1_000_000;
    let told = 0;
    const report = await fuzzAccess(
      { open: openInMemory },
      {
        ...size,
        seed: 11,
        checks,
        signal: run.signal,
        onProgress: (done) => {
          if (done < told) return;
          run.progress(`${done.toLocaleString('en')} of ${checks.toLocaleString('en')} checks`);
          told += checks / 10;
        },
      },
    );
    for (const fault of report.faults) run.progress(fault);
    let found = 0;
    let slowest = 0;
    for (const [name, open] of accessMutants) {
      run.progress(`planted fault: ${name}`);
      const options = { ...size, seed: 12, checks: mutantChecks, stopsAtFirst: true, signal: run.signal };
      const seen = await fuzzAccess({ open }, options);
      if (seen.leaks + seen.misses === 0) run.progress(`NOT FOUND: ${name}`);
      else found++;
      slowest = Math.max(slowest, seen.checks);
    }
    return figuresOf(report, checks, found, slowest);
  },
};

function figuresOf(report: FuzzReport, wanted: number, found: number, slowest: number): readonly Figure[] {
  const counts = Object.values(report.operations);
  const steps = counts.reduce((sum, count) => sum + count, 0);
  const figure = (metric: string, name: string, ours: number, target?: Figure['target'], note?: string): Figure => ({
    name,
    metric,
    ours,
    unit: '',
    target,
    peers: {},
    ratio: {},
    note,
  });
  return [
    figure('checks', 'decisions compared', report.checks, { limit: wanted, better: 'higher' }),
    figure('leaks', 'seen by somebody who may not', report.leaks, { limit: 0, better: 'lower' }),
    figure('misses', 'not seen by somebody who may', report.misses, { limit: 0, better: 'lower' }),
    figure('mutantsFound', `planted faults found, of ${String(accessMutants.length)}`, found, {
      limit: accessMutants.length,
      better: 'higher',
    }),
    figure('mutantChecks', 'checks until the best hidden one was found', slowest, {
      limit: mutantChecks,
      better: 'lower',
    }),
    figure('steps', 'changes, each with a search beside it', steps),
    figure('rarestShare', 'share of the rarest kind of change', Math.min(...counts) / steps, {
      limit: 0.05,
      better: 'higher',
    }),
  ];
}
