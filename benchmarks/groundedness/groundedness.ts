import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leastSupport } from '../../packages/ai-guardrails/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { labelledFiles } from '../harness/labelled-data.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { baselines } from './baselines.ts';
import { readClaim, scoreOf, type Claim } from './claims.ts';
import { ownClaims } from './own-claims.ts';
import { ownPassages } from './own-documents.ts';
import { balancedAccuracy, bestThreshold, bootstrap, rocAuc, unsupportedScores, type Scored } from './scores.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How well the lexical grounding check tells supported claims from others, set by set, and what it costs. */
export const groundednessBenchmark: Benchmark = {
  name: 'groundedness',
  summary: 'Supported and unsupported claims, per file and data set, beside token overlap, ROUGE-L and TF-IDF',
  peers: [],
  measures: ['packages/ai-guardrails/src/grounding', 'benchmarks/groundedness', 'docs', 'examples/assistant/corpus'],
  async run(run) {
    const develop = await scoreAll(ownClaims(ownPassages(root), 'develop', 7));
    const thresholds = Object.fromEntries(
      Object.keys(baselines).map((name) => [name, bestThreshold(develop[name] ?? [])]),
    );
    run.progress(`thresholds chosen on our own claims: ${JSON.stringify({ ours: leastSupport, ...thresholds })}`);
    const own = ownClaims(ownPassages(root), 'report', 11);
    const figures = [...(await ownFigures(own, thresholds, run)), ...(await timeFigures(own, run))];
    for (const { file, rows } of labelledFiles(run, readClaim)) {
      run.progress(`${file}: ${String(rows.length)} claims ...`);
      const scored = await scoreAll(rows.map(({ row }) => row));
      for (const [at, { index }] of rows.entries()) {
        const score = scored['ours']?.[at]?.score ?? 0;
        run.predict({ file, index, label: score >= leastSupport ? 'supported' : 'unsupported', score });
      }
      const name = file.replace(/\.jsonl$/, '').replaceAll('.', '-');
      for (const set of new Set(rows.map(({ row }) => row.dataset))) {
        const part = pick(
          scored,
          rows.map(({ row }) => row.dataset === set),
        );
        figures.push(...setFigures(`${name}/${set}`, `${name}.${set.replaceAll('.', '-')}`, part, thresholds, run));
      }
    }
    if (run.dataDirectory !== undefined)
      run.progress('rows without a source are passed over: nothing to hold a claim against');
    return figures;
  },
};

type Systems = Readonly<Record<string, readonly Scored[]>>;

async function scoreAll(claims: readonly Claim[]): Promise<Systems> {
  const systems: Record<string, Scored[]> = { ours: [] };
  for (const claim of claims) {
    const isSupported = claim.label === 'supported';
    systems['ours']?.push({ isSupported, score: await scoreOf(claim) });
    for (const [name, scorer] of Object.entries(baselines))
      (systems[name] ??= []).push({ isSupported, score: scorer(claim.claim, claim.source) });
  }
  return systems;
}

function pick(systems: Systems, isIn: readonly boolean[]): Systems {
  return Object.fromEntries(Object.entries(systems).map(([name, rows]) => [name, rows.filter((_, at) => isIn[at])]));
}

/** Balanced accuracy, ROC AUC, and precision and recall of "unsupported", of one set. */
function setFigures(
  name: string,
  metric: string,
  systems: Systems,
  thresholds: Readonly<Record<string, number>>,
  run: BenchmarkRun,
): readonly Figure[] {
  const { ours = [], ...others } = systems;
  const supported = ours.filter(({ isSupported }) => isSupported).length;
  const counts = `${String(supported)} supported, ${String(ours.length - supported)} not`;
  if (supported === 0 || supported === ours.length) return [];
  const resamples = run.isQuick ? 200 : 2_000;
  const figure = (
    what: string,
    key: string,
    statistic: (rows: readonly Scored[], threshold: number) => number,
    isSampled: boolean,
  ): Figure => {
    const value = (rows: readonly Scored[]): number => statistic(rows, leastSupport);
    const interval = isSampled ? bootstrap(ours, value, resamples) : undefined;
    const peers = Object.entries(others).map(([peer, rows]) => [peer, statistic(rows, thresholds[peer] ?? 0.5)]);
    const bounds = interval === undefined ? '' : `95 % [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]; `;
    return {
      name: `${what}, ${name}`,
      metric: `${metric}.${key}`,
      ours: value(ours),
      unit: '',
      peers: Object.fromEntries(peers) as Record<string, number>,
      ratio: {},
      note: bounds + counts,
    };
  };
  return [
    figure('balanced accuracy', 'balancedAccuracy', balancedAccuracy, true),
    figure('ROC AUC', 'auc', (rows) => rocAuc(rows), true),
    figure('precision of "unsupported"', 'precision', (rows, at) => unsupportedScores(rows, at).precision, false),
    figure('recall of "unsupported"', 'recall', (rows, at) => unsupportedScores(rows, at).recall, false),
  ];
}

/** Our own altered claims: the whole, and the share that is told right for each kind of change. */
async function ownFigures(
  claims: readonly Claim[],
  thresholds: Readonly<Record<string, number>>,
  run: BenchmarkRun,
): Promise<readonly Figure[]> {
  const systems = await scoreAll(claims);
  const figures = [...setFigures('altered sentences of our pages', 'own', systems, thresholds, run)];
  for (const change of new Set(claims.map(({ dataset }) => dataset))) {
    const { ours = [], ...others } = pick(
      systems,
      claims.map(({ dataset }) => dataset === change),
    );
    const right = (rows: readonly Scored[], threshold: number): number =>
      rows.filter(({ isSupported, score }) => score >= threshold === isSupported).length / rows.length;
    figures.push({
      name: `told right: ${change}`,
      metric: `own.byChange.${change}`,
      ours: right(ours, leastSupport),
      unit: '',
      peers: Object.fromEntries(
        Object.entries(others).map(([peer, rows]) => [peer, right(rows, thresholds[peer] ?? 0.5)]),
      ),
      ratio: {},
      note: `${String(ours.length)} ${ours[0]?.isSupported === true ? 'supported' : 'unsupported'}`,
    });
  }
  return figures;
}

async function timeFigures(claims: readonly Claim[], run: BenchmarkRun): Promise<readonly Figure[]> {
  const some = claims.filter((_, at) => at % 10 === 0);
  const timed = (score: (claim: Claim) => number | Promise<number>) => async (): Promise<number> => {
    const startedMs = performance.now();
    for (const claim of some) await score(claim);
    return ((performance.now() - startedMs) * 1000) / some.length;
  };
  const contenders = {
    ours: timed(scoreOf),
    ...Object.fromEntries(
      Object.entries(baselines).map(([name, scorer]) => [name, timed(({ claim, source }) => scorer(claim, source))]),
    ),
  };
  const { ours = [], ...others } = await interleave(contenders, run.rounds, run.signal);
  return [
    {
      name: 'time per claim, passages prepared anew',
      metric: 'latency.us',
      ours: median(ours),
      unit: 'µs',
      peers: Object.fromEntries(Object.entries(others).map(([name, values]) => [name, median(values)])),
      ratio: Object.fromEntries(Object.entries(others).map(([name, values]) => [name, ratioOf(ours, values)])),
    },
  ];
}
