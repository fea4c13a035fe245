import { harmless, hateful } from '../../packages/ai-guardrails/src/testing/moderation-samples.ts';
import { wilsonInterval } from '../../packages/ai-stats/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { labelledFiles } from '../harness/labelled-data.ts';
import { loadPeers, ours, type Moderator, type Question } from './moderators.ts';

interface Row {
  readonly file: string;
  readonly index: number;
  readonly text: string;
  readonly isHarmful: boolean;
  readonly question: Question;
  /** What a test case is for, where the set says so. */
  readonly functionality: string | undefined;
}

/** A row with what a moderator said. */
interface Judged extends Row {
  readonly isFlagged: boolean;
}

/** How well words and rules alone moderate, by functionality, beside peers that work offline. */
export const moderationBenchmark: Benchmark = {
  name: 'moderation',
  summary: 'Hate by functionality, toxicity and false alarms of the lexical baseline, beside peers',
  peers: ['llm-guard', 'llmverify'],
  measures: ['packages/ai-guardrails/src/moderation', 'benchmarks/moderation'],
  async run(run) {
    const moderators = [ours, ...loadPeers()];
    const figures: Figure[] = [];
    for (const [name, rows] of [['own', ownRows()] as const, ...labelledRows(run)]) {
      run.progress(`${name}: ${String(rows.length)} rows ...`);
      const judged = new Map<string, readonly Judged[]>();
      for (const moderator of moderators) judged.set(moderator.name, await judge(moderator, rows, run));
      figures.push(...figuresOf(name, judged));
    }
    return figures;
  },
};

function ownRows(): readonly Row[] {
  const row =
    (isHarmful: boolean) =>
    (text: string, index: number): Row => {
      return { file: '', index, text, isHarmful, question: 'hate', functionality: undefined };
    };
  return [...hateful.map(row(true)), ...harmless.map(row(false))];
}

function labelledRows(run: BenchmarkRun): readonly (readonly [string, readonly Row[]])[] {
  return labelledFiles(run, readRow).map(({ file, rows }) => [
    file
      .replace(/\.jsonl$/, '')
      .split('/')
      .slice(-2)
      .join('/'),
    rows.map(({ index, row }) => ({ ...row, file, index })),
  ]);
}

function readRow(row: unknown): Omit<Row, 'file' | 'index'> | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const fields = row as Readonly<Record<string, unknown>>;
  const { functionality, test_case: testCase, label_gold: gold, text, label } = fields;
  if (typeof functionality === 'string' && typeof testCase === 'string') {
    return { text: testCase, isHarmful: gold === 'hateful', question: 'hate', functionality };
  }
  if (typeof text === 'string' && (label === 'toxic' || label === 'clean')) {
    return { text, isHarmful: label === 'toxic', question: 'toxic', functionality: undefined };
  }
  return undefined;
}

async function judge(moderator: Moderator, rows: readonly Row[], run: BenchmarkRun): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const row of rows) {
    run.signal.throwIfAborted();
    const isFlagged = await moderator.isFlagged(row.text, row.question);
    judged.push({ ...row, isFlagged });
    if (row.file === '') continue;
    run.predict({ file: row.file, index: row.index, system: moderator.name, label: isFlagged ? 'flagged' : 'passed' });
  }
  return judged;
}

function figuresOf(name: string, judged: ReadonlyMap<string, readonly Judged[]>): readonly Figure[] {
  const rows = judged.get('ours') ?? [];
  const figure = (label: string, metric: string, of: (rows: readonly Judged[]) => number, note?: string): Figure => ({
    name: `${name}: ${label}`,
    metric: `${name}.${metric}`,
    ours: of(rows),
    unit: 'share',
    peers: Object.fromEntries([...judged].filter(([who]) => who !== 'ours').map(([who, all]) => [who, of(all)])),
    ratio: {},
    note,
  });
  const harmlessRows = rows.filter((row) => !row.isHarmful);
  const { low, high } = wilsonInterval(harmlessRows.filter((row) => row.isFlagged).length, harmlessRows.length);
  const isOwn = name === 'own';
  const figures = [
    figure(
      'F1',
      'f1',
      f1,
      isOwn ? 'the sentences that the rules were developed on: says that it works, not how well' : undefined,
    ),
    figure('recall', 'recall', (all) => shareFlagged(all.filter((row) => row.isHarmful))),
    figure(
      'false alarms',
      'falseAlarmRate',
      (all) => shareFlagged(all.filter((row) => !row.isHarmful)),
      `${String(harmlessRows.length)} harmless texts; Wilson 95 % ${low.toFixed(3)} to ${high.toFixed(3)}`,
    ),
    figure('accuracy', 'accuracy', accuracy),
  ];
  const functionalities = [...new Set(rows.flatMap((row) => row.functionality ?? []))].sort();
  if (functionalities.length === 0) return figures;
  const of = (functionality: string) => (all: readonly Judged[]) =>
    accuracy(all.filter((row) => row.functionality === functionality));
  const mean = (all: readonly Judged[]): number =>
    functionalities.reduce((sum, functionality) => sum + of(functionality)(all), 0) / functionalities.length;
  return [
    ...figures,
    figure('mean accuracy over functionalities', 'meanAccuracy', mean),
    ...functionalities.map((functionality) => {
      const cases = rows.filter((row) => row.functionality === functionality);
      const kind = cases[0]?.isHarmful === true ? 'hateful' : 'harmless';
      return figure(
        functionality,
        `accuracy by functionality.${functionality}`,
        of(functionality),
        `${String(cases.length)} ${kind} cases`,
      );
    }),
  ];
}

function shareFlagged(rows: readonly Judged[]): number {
  return rows.length === 0 ? 0 : rows.filter((row) => row.isFlagged).length / rows.length;
}

function accuracy(rows: readonly Judged[]): number {
  return rows.length === 0 ? 0 : rows.filter((row) => row.isFlagged === row.isHarmful).length / rows.length;
}

function f1(rows: readonly Judged[]): number {
  const hits = rows.filter((row) => row.isFlagged && row.isHarmful).length;
  const wrong = rows.filter((row) => row.isFlagged !== row.isHarmful).length;
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + wrong);
}
