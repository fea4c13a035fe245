import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { labelledFiles } from '../harness/labelled-data.ts';
import { ours, peers, type Contender } from './contenders.ts';
import { latencyFigures } from './latency.ts';
import { lookAlikes } from './look-alikes.ts';
import { ownSet } from './own-set.ts';
import { scoreOf, type Scores } from './scoring.ts';
import { comparedSpans, readLabelledText, type LabelledSpan, type LabelledText } from './spans.ts';

/** How well personal data of six structured types is found, what is taken for it, and what that costs. */
export const piiBenchmark: Benchmark = {
  name: 'pii',
  summary: 'Six structured types: strict F1 per file, look-alikes taken for them, time per text, beside ten peers',
  peers: [
    ...['openredaction', 'redact-pii', '@redactpii/node', '@openai/guardrails', 'llmverify', '@arcjet/redact'],
    ...['@cdssnc/sanitize-pii', '@coffeeandfun/remove-pii', 'langchain', 'libphonenumber-js'],
  ],
  measures: [
    ...['packages/ai-guardrails/src/guard', 'packages/ai-guardrails/src/screen', 'packages/ai-guardrails/src/pii'],
    ...['packages/ai-guardrails/src/rail', 'packages/ai-guardrails/src/text', 'benchmarks/pii'],
  ],
  async run(run) {
    const contenders = [ours(), ...(await peers())];
    const own = ownSet(run.isQuick ? 300 : 1_200, 20_261_125);
    const figures = await qualityFigures('own', own, contenders, undefined, run);
    const files = labelledFiles(run, readLabelledText);
    for (const { file, rows } of files) {
      run.progress(`${file}: ${String(rows.length)} texts ...`);
      const texts = rows.map(({ row }) => row);
      const source = { file, indexes: rows.map(({ index }) => index) };
      figures.push(...(await qualityFigures(nameOf(file, files), texts, contenders, source, run)));
    }
    figures.push(await lookAlikeFigure(contenders, run));
    figures.push(...(await latencyFigures(contenders, run)));
    return figures;
  },
};

/** Where a target was promised: small and noisy sets are measured without one. */
const promised: ReadonlySet<string> = new Set(['own', 'synth-v2', 'generated-large']);

/** The file's own name; with its folders where another file has the same. */
function nameOf(file: string, files: readonly { readonly file: string }[]): string {
  const short = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const isAlone = files.filter((other) => short(other.file) === short(file)).length === 1;
  return (isAlone ? short(file) : file).replace(/\.jsonl$/, '').replaceAll('.', '-');
}

interface Source {
  readonly file: string;
  readonly indexes: readonly number[];
}

async function qualityFigures(
  name: string,
  texts: readonly LabelledText[],
  contenders: readonly Contender[],
  source: Source | undefined,
  run: BenchmarkRun,
): Promise<Figure[]> {
  const scores = new Map<string, Scores>();
  for (const contender of contenders) {
    const scored: { labels: readonly LabelledSpan[]; predictions: readonly LabelledSpan[] }[] = [];
    for (const [row, { text, spans }] of texts.entries()) {
      run.signal.throwIfAborted();
      const predictions = comparedSpans(await spansIn(text, contender));
      scored.push({ labels: spans, predictions });
      if (source === undefined) continue;
      const system = contender.name === 'ours' ? {} : { system: contender.name };
      run.predict({ file: source.file, index: source.indexes[row] ?? row, spans: predictions, ...system });
    }
    scores.set(contender.name, scoreOf(scored));
  }
  const first = scores.get('ours');
  const reserved =
    name === 'own' ? '; hosts are reserved ones (example.com), which openredaction takes for no data' : '';
  const note = `${String(texts.length)} texts, ${String(first?.labelled)} labels${reserved}`;
  const figure = (key: keyof Scores, unit: string, target?: Figure['target']): Figure => ({
    name: `${name}: ${key}`,
    metric: `${name}.${key}`,
    ours: first?.[key] ?? Number.NaN,
    unit,
    target: promised.has(name) ? target : undefined,
    peers: peerValues(contenders, key === 'phoneF1', (peer) => scores.get(peer.name)?.[key] ?? Number.NaN),
    ratio: {},
    note: key === 'f1' || key === 'falseAlarms' ? note : undefined,
  });
  // Where nothing of the compared types is labelled, there are only false alarms to count.
  if (first?.labelled === 0) return [figure('falseAlarms', 'spans')];
  return [
    figure('f1', 'F1', { limit: 0.92, better: 'higher' }),
    figure('charF1', 'F1'),
    figure('precision', 'share'),
    figure('recall', 'share'),
    figure('phoneF1', 'F1', { limit: 0.75, better: 'higher' }),
  ];
}

function peerValues(
  contenders: readonly Contender[],
  isForPhones: boolean,
  valueOf: (peer: Contender) => number,
): Readonly<Record<string, number>> {
  const shown = contenders.filter(({ name, isPhoneOnly }) => name !== 'ours' && (isForPhones || isPhoneOnly !== true));
  return Object.fromEntries(shown.map((peer) => [peer.name, valueOf(peer)]));
}

async function spansIn(text: string, { run, spansOf }: Contender): Promise<readonly LabelledSpan[]> {
  return spansOf(text, (await run(text)) as never);
}

async function lookAlikeFigure(contenders: readonly Contender[], run: BenchmarkRun): Promise<Figure> {
  const rows = lookAlikes(run.isQuick ? 540 : 2_700, 40_961);
  const shares: Record<string, number> = {};
  for (const contender of contenders) {
    let flagged = 0;
    for (const { text } of rows) {
      run.signal.throwIfAborted();
      if (comparedSpans(await spansIn(text, contender)).length > 0) flagged++;
    }
    shares[contender.name] = flagged / rows.length;
  }
  return {
    name: 'look-alikes flagged',
    metric: 'lookalikes.flaggedShare',
    ours: shares['ours'] ?? Number.NaN,
    unit: 'share',
    target: { limit: 0.02, better: 'lower' },
    peers: peerValues(contenders, true, ({ name }) => shares[name] ?? Number.NaN),
    ratio: {},
    note: `${String(rows.length)} texts; libphonenumber-js and langchain look for fewer types`,
  };
}
