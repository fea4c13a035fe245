import { wilsonInterval } from '../../packages/ai-stats/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { loadPeers, ours, type Detector } from './detectors.ts';
import {
  atFalseAlarms,
  falseAlarmUpper,
  familiesOf,
  flaggedShare,
  harmlessOf,
  LEAST_FAMILY,
  macroRecall,
  recallGain,
  type Judged,
} from './scoring.ts';
import { labelledSets, ownSets, type LabelledSet } from './sets.ts';

const tuned =
  'fitted, and its threshold chosen, on templates and package documentation of our own; never on rows that are scored here';

/** How many attacks are found, at how many false alarms, and what it costs. */
export const injectionBenchmark: Benchmark = {
  name: 'injection',
  summary: 'Recall of attacks by family, false alarms on harmless texts, time per text, beside peers',
  peers: ['llm_guardrail', '@andersmyrmel/vard', 'llmverify', 'llm-guard', '@claude-flow/aidefence'],
  measures: [
    'packages/ai-guardrails/src/injection',
    'packages/ai-guardrails/src/normalise',
    'packages/ai-guardrails/fit',
    'benchmarks/injection',
  ],
  async run(run) {
    const peers = await loadPeers();
    const { sets, duplicates } = labelledSets(run);
    const own = ownSets(run.isQuick ? 10 : 60);
    const figures: Figure[] = [];
    for (const [title, some] of [
      ['own texts', own],
      ['labelled data', sets],
    ] as const) {
      if (some.length === 0) continue;
      run.progress(
        `${title}: ${String(some.reduce((sum, { rows }) => sum + rows.length, 0))} rows in ${String(some.length)} sets ...`,
      );
      figures.push(
        ...(await qualityFigures(
          some,
          peers,
          run,
          some === sets
            ? `${tuned}; ${String(duplicates)} duplicates left out`
            : 'our own development templates: says that it works, not how well',
        )),
      );
    }
    return [...figures, ...(await timeFigures(peers, run))];
  },
};

type Verdicts = Readonly<Record<string, readonly Judged[]>>;

async function judgeAll(
  sets: readonly LabelledSet[],
  detectors: readonly Detector[],
  run: BenchmarkRun,
): Promise<Verdicts> {
  const all: Record<string, Judged[]> = {};
  for (const { name, hasScores, detect } of detectors) {
    const judged: Judged[] = [];
    for (const set of sets) {
      for (const row of set.rows) {
        run.signal.throwIfAborted();
        const verdict = await detect(row.text);
        judged.push({ ...row, ...verdict, set: set.name });
        run.predict({
          file: row.file,
          index: row.index,
          system: name,
          label: verdict.isFlagged ? 'attack' : 'benign',
          ...(hasScores ? { score: verdict.score } : {}),
        });
      }
    }
    all[name] = judged;
  }
  return all;
}

async function qualityFigures(
  sets: readonly LabelledSet[],
  peers: readonly Detector[],
  run: BenchmarkRun,
  note: string,
): Promise<Figure[]> {
  const isOwn = sets.every(({ name }) => name.startsWith('own/'));
  const prefix = isOwn ? 'own texts: ' : '';
  const verdicts = await judgeAll(sets, [ours, ...peers], run);
  const oursRows = verdicts['ours'] ?? [];
  const figure = (
    name: string,
    metric: string,
    unit: string,
    of: (rows: readonly Judged[]) => number,
    more: Partial<Figure> = {},
  ): Figure => ({
    name: `${prefix}${name}`,
    metric: isOwn ? `own.${metric}` : metric,
    ours: of(oursRows),
    unit,
    peers: Object.fromEntries(peers.map((peer) => [peer.name, of(verdicts[peer.name] ?? [])])),
    ratio: {},
    ...more,
  });
  const figures: Figure[] = [];
  for (const { name, rows } of sets) {
    const key = name.replace(/^own\//, '');
    const of = (isAttack: boolean) => (all: readonly Judged[]) =>
      flaggedShare(all.filter((row) => row.set === name && row.isAttack === isAttack));
    const attacks = rows.filter(({ isAttack }) => isAttack).length;
    const harmless = rows.length - attacks;
    if (attacks > 0)
      figures.push(
        figure(`${key}: recall`, `${key}.recall`, 'share', of(true), {
          note: `${String(attacks)} attacks${attacks < LEAST_FAMILY ? ', too few to be averaged' : ''}`,
        }),
      );
    if (harmless > 0) {
      const flagged = oursRows.filter((row) => row.set === name && !row.isAttack && row.isFlagged).length;
      const { low } = wilsonInterval(flagged, harmless);
      figures.push(
        figure(`${key}: false alarms`, `${key}.falseAlarmRate`, 'share', of(false), {
          note: `${String(harmless)} harmless texts; Wilson lower bound ${low.toFixed(3)}`,
        }),
      );
    }
  }
  if (harmlessOf(oursRows).length === 0 || familiesOf(oursRows).length === 0) return figures;
  const lower = (all: readonly Judged[]): number =>
    Math.max(
      ...[...new Set(harmlessOf(all).map(({ set }) => set))].map((name) => {
        const rows = all.filter(({ set }) => set === name);
        return wilsonInterval(rows.filter((row) => row.isFlagged).length, rows.length).low;
      }),
    );
  const limits = isOwn
    ? undefined
    : ({ upper: { limit: 0.035, better: 'lower' }, lower: { limit: 0.03, better: 'lower' } } as const);
  figures.push(
    figure('pooled false alarms: Wilson 95 % upper bound', 'pooledFalseAlarmUpper', 'share', falseAlarmUpper, {
      target: limits?.upper,
      note,
    }),
    figure('highest Wilson lower bound of any harmless set', 'highestSetLower', 'share', lower, {
      target: limits?.lower,
    }),
    figure(
      `recall, mean of the families of ${String(LEAST_FAMILY)} and more, each at its own settings`,
      'macroRecall',
      'share',
      (rows) => macroRecall(familiesOf(rows)),
    ),
  );
  const most = flaggedShare(harmlessOf(oursRows));
  const equal = peers.map((peer) => ({ peer, rows: atFalseAlarms(verdicts[peer.name] ?? [], most, peer.hasScores) }));
  const recalls = Object.fromEntries(
    equal.map(({ peer, rows }) => [peer.name, rows === undefined ? Number.NaN : macroRecall(familiesOf(rows))]),
  );
  const best = equal
    .filter(({ rows }) => rows !== undefined)
    .sort((a, b) => (recalls[b.peer.name] ?? 0) - (recalls[a.peer.name] ?? 0))[0];
  figures.push(
    figure(
      'recall at equal pooled false alarms',
      'macroRecallAtEqualFalseAlarms',
      'share',
      (rows) => macroRecall(familiesOf(rows)),
      { peers: recalls, note: `false alarms ${most.toFixed(4)}; not a number: raises more at any setting` },
    ),
  );
  if (best?.rows !== undefined) {
    const gain = recallGain(oursRows, best.rows, run.isQuick ? 500 : 5_000);
    figures.push({
      ...figure(
        'gain over the best peer at equal false alarms: lower end of the 95 % interval',
        'macroRecallGainLow',
        'share',
        () => gain.low,
        isOwn ? {} : { target: { limit: 0, better: 'higher' } },
      ),
      peers: {},
      note: `${best.peer.name}: gain ${gain.estimate.toFixed(3)} [${gain.low.toFixed(3)}, ${gain.high.toFixed(3)}]`,
    });
  }
  return figures;
}

const prose =
  'The council met on Tuesday to talk about the new bridge. Please send your notes to the office before the end of the week. ';

async function timeFigures(peers: readonly Detector[], run: BenchmarkRun): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [label, metric, length, unit, scale] of [
    ['500 characters', 'latency.us500', 500, 'µs', 1e3],
    ['20 kB', 'latency.ms20k', 20_000, 'ms', 1],
  ] as const) {
    const text = prose.repeat(Math.ceil(length / prose.length)).slice(0, length);
    const repeats = run.isQuick ? 3 : length > 1_000 ? 10 : 200;
    const measured =
      ({ detect }: Detector) =>
      async (): Promise<number> => {
        const before = process.cpuUsage();
        for (let turn = 0; turn < repeats; turn++) await detect(text);
        const { user, system } = process.cpuUsage(before);
        return ((user + system) / 1e3 / repeats) * scale;
      };
    const rounds = await interleave(
      Object.fromEntries([ours, ...peers].map((one) => [one.name, measured(one)])),
      run.rounds,
      run.signal,
    );
    const mine = rounds['ours'] ?? [];
    figures.push({
      name: `time of ${label} of prose`,
      metric,
      ours: median(mine),
      unit,
      peers: Object.fromEntries(peers.map(({ name }) => [name, median(rounds[name] ?? [])])),
      ratio: Object.fromEntries(peers.map(({ name }) => [name, ratioOf(mine, rounds[name] ?? [])])),
      note: 'processor time; vard refuses texts by length instead of reading them',
    });
  }
  return figures;
}
