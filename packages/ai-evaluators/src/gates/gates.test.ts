import { wilsonInterval, createRandom } from '@org/ai-stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineEval } from '../evaluation/evaluation.ts';
import { createDataset } from '../dataset/dataset.ts';
import { createReport } from '../report/create-report.ts';
import type { CaseOutcome, MetricOutcome } from '../report/outcome.ts';
import type { EvalReport } from '../report/report.ts';
import type { IntervalMethod } from '../scorers/scorer.ts';
import { gate, type Gate } from './gate.ts';
import { noRegression } from './no-regression.ts';

interface Options {
  readonly gates: readonly Gate[];
  readonly interval?: IntervalMethod;
  readonly tags?: (index: number) => Readonly<Record<string, string>>;
  readonly faults?: number;
  readonly baseline?: EvalReport;
}

/** The report of an evaluation whose scores are given. */
async function reportOf(scores: readonly MetricOutcome[], options: Options): Promise<EvalReport> {
  const { gates, interval = 'wilson', tags, faults = 0, baseline } = options;
  const all: CaseOutcome[] = [
    ...scores.map((score, index) => ({ id: `c${index}`, scores: { right: score } })),
    ...Array.from({ length: faults }, (_, index) => ({ id: `f${index}`, scores: {}, fault: { code: 'upstream' } })),
  ];
  const cases = all.map(({ id }, index) => ({ id, input: 0, expected: 0, ...(tags && { tags: tags(index) }) }));
  const evaluation = defineEval({
    name: 'test',
    dataset: cases,
    task: { id: 't', run: () => 0 },
    scorers: [{ id: 'right', version: '1', interval, score: () => ({ kind: 'value', value: 1 }) }],
    gates,
  });
  return createReport({ evaluation, dataset: await createDataset(cases), outcomes: all, baseline });
}

function rightOf(right: number, total: number): readonly number[] {
  return Array.from({ length: total }, (_, index) => (index < right ? 1 : 0));
}

const floor = gate({ metric: 'right', atLeast: 0.8, on: 'low' });

describe('a gate on the low bound', () => {
  // The numbers of docs/standards/evaluation.md.
  it.each([
    [55, 60, 'pass'],
    [54, 60, 'inconclusive'],
    [88, 100, 'pass'],
    [87, 100, 'inconclusive'],
    [172, 200, 'pass'],
    [171, 200, 'inconclusive'],
    [41, 60, 'fail'],
    [42, 60, 'inconclusive'],
  ])('decides %i right of %i as %s', async (right, total, status) => {
    const { gates, verdict } = await reportOf(rightOf(right, total), { gates: [floor] });
    expect(gates[0]?.status).toBe(status);
    expect(verdict).toBe(status);
  });

  it('says how many cases would decide, and that many do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), async (total, some) => {
        const right = Math.min(some, total);
        const [verdict] = (await reportOf(rightOf(right, total), { gates: [floor] })).gates;
        if (verdict?.status !== 'inconclusive' || verdict.neededCases === undefined) return;
        const needed = verdict.neededCases;
        const share = right / total;
        // A whole number of cases at the same rate, rounded away from the limit.
        const interval = wilsonInterval(share > 0.8 ? Math.ceil(share * needed) : Math.floor(share * needed), needed);
        expect(interval.low >= 0.8 || interval.high <= 0.8 + 1e-9).toBe(true);
        expect(needed).toBeGreaterThan(total);
      }),
    );
  });

  it('fails a system that is exactly as good before and after far less often than a comparison of raw scores', async () => {
    // Mutant of the gate: the plain score. True rate 0.85 against a limit of 0.8, 100 questions.
    const random = createRandom(11);
    let [onBound, onScore] = [0, 0];
    for (let round = 0; round < 200; round++) {
      const right = Array.from({ length: 100 }, () => random.next()).filter((value) => value < 0.85).length;
      const { gates } = await reportOf(rightOf(right, 100), {
        gates: [floor, gate({ metric: 'right', atLeast: 0.8, on: 'estimate' })],
      });
      if (gates[0]?.status === 'fail') onBound++;
      if (gates[1]?.status === 'fail') onScore++;
    }
    expect(onBound).toBe(0);
    expect(onScore).toBeGreaterThan(5);
  });
});

describe('a gate on the high bound', () => {
  const ceiling = gate({ metric: 'right', atMost: 0.1 });

  it.each([
    [0, 60, 'pass'],
    [0, 30, 'inconclusive'],
    [20, 60, 'fail'],
  ])('decides %i of %i as %s', async (hits, total, status) => {
    expect((await reportOf(rightOf(hits, total), { gates: [ceiling] })).verdict).toBe(status);
  });
});

describe('a gate on the estimate', () => {
  const critical = gate({ metric: 'right', atLeast: 1, on: 'estimate' });

  it.each([
    ['nothing wrong', rightOf(30, 30), 0, 'pass'],
    ['one wrong', rightOf(999, 1000), 0, 'fail'],
    ['a fault that could be either', rightOf(999, 999), 1, 'inconclusive'],
    ['one wrong beside a fault', rightOf(998, 999), 1, 'fail'],
    ['a scorer that failed', [...rightOf(998, 998), { fault: 'internal' }], 0, 'inconclusive'],
  ])('decides %s', async (_name, scores, faults, status) => {
    expect((await reportOf(scores, { gates: [critical], faults })).verdict).toBe(status);
  });
});

describe('faults', () => {
  it('leave a gate undecided above 2 %, and out of the score below', async () => {
    const above = await reportOf(rightOf(97, 97), { gates: [floor], faults: 3 });
    expect(above.gates[0]).toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('repeat the run') });
    const below = await reportOf(rightOf(98, 98), { gates: [floor], faults: 2 });
    expect(below.gates[0]).toMatchObject({ status: 'pass', metric: { estimate: 1 } });
  });

  it('are an error when nothing else is left', async () => {
    expect((await reportOf([], { gates: [floor], faults: 3 })).verdict).toBe('error');
    expect((await reportOf([null, null], { gates: [floor] })).verdict).toBe('error');
  });
});

describe('a gate on a slice', () => {
  const tags = (index: number): Readonly<Record<string, string>> => ({ kind: index < 100 ? 'easy' : 'hard' });
  const scores = [...rightOf(100, 100), ...rightOf(10, 50)];

  it('judges the cases of the slice alone', async () => {
    const { gates } = await reportOf(scores, {
      tags,
      gates: [
        gate({ metric: 'right', atLeast: 0.8, slice: 'kind=easy' }),
        gate({ metric: 'right', atLeast: 0.8, slice: 'kind=hard' }),
      ],
    });
    expect(gates.map(({ status }) => status)).toEqual(['pass', 'fail']);
  });

  it('is an error when there is no such slice', async () => {
    const report = await reportOf(scores, {
      tags,
      gates: [gate({ metric: 'right', atLeast: 0.8, slice: 'kind=odd' })],
    });
    expect(report.gates[0]).toMatchObject({ status: 'error', reason: expect.stringContaining('no such case') });
  });
});

describe('means', () => {
  const spread = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => (index % 5) / 5);

  it.each(['t', 'bca'] as const)('get a %s interval from 30 cases on', async (interval) => {
    const { metrics } = await reportOf(spread(30), { gates: [], interval });
    expect(metrics[0]?.interval?.method).toBe(interval);
  });

  it.each([
    ['few cases', [0.9, 1]],
    ['no spread', Array.from({ length: 40 }, () => 1)],
  ])('are not called certain for %s', async (_name, scores) => {
    const { metrics } = await reportOf(scores, { gates: [], interval: 't' });
    expect(metrics[0]?.interval).toMatchObject({ method: 'wilson-mean' });
    expect(metrics[0]?.interval?.low).toBeLessThan(0.95);
  });

  it('say how many cases would decide', async () => {
    const { gates } = await reportOf(spread(50), { interval: 't', gates: [gate({ metric: 'right', atLeast: 0.35 })] });
    expect(gates[0]?.status).toBe('inconclusive');
    const needed = gates[0]?.neededCases ?? 0;
    const enough = await reportOf(spread(Math.ceil(needed / 5) * 5), {
      interval: 't',
      gates: [gate({ metric: 'right', atLeast: 0.35 })],
    });
    expect(enough.verdict).toBe('pass');
  });
});

describe('noRegression', () => {
  const gates = [noRegression({ metric: 'right', margin: 0.02 })];

  it.each([
    ['the same scores', rightOf(160, 200), rightOf(160, 200), 'pass'],
    ['clearly worse scores', rightOf(180, 200), rightOf(120, 200), 'fail'],
    ['clearly better scores', rightOf(120, 200), rightOf(180, 200), 'pass'],
    ['a loss within the noise', rightOf(160, 200), rightOf(157, 200), 'inconclusive'],
    ['too few pairs', rightOf(20, 20), rightOf(20, 20), 'inconclusive'],
  ])('decides %s', async (_name, before, now, status) => {
    const baseline = await reportOf(before, { gates: [] });
    const report = await reportOf(now, { gates, baseline });
    expect(report.verdict).toBe(status);
    expect(report.comparison?.metrics[0]).toMatchObject({ pairs: now.length });
  });

  it('compares pairs in the slice that it names', async () => {
    const tags = (index: number): Readonly<Record<string, string>> => ({ half: index < 100 ? 'a' : 'b' });
    const baseline = await reportOf(rightOf(200, 200), { gates: [], tags });
    const slices = ['half=a', 'half=b'].map((slice) => noRegression({ metric: 'right', slice }));
    const report = await reportOf(rightOf(100, 200), { gates: slices, tags, baseline });
    expect(report.gates.map(({ status }) => status)).toEqual(['pass', 'fail']);
  });

  it('is an error without a baseline, and refuses one on other cases', async () => {
    expect((await reportOf(rightOf(50, 50), { gates })).verdict).toBe('error');
    const baseline = await reportOf(rightOf(40, 40), { gates: [] });
    await expect(reportOf(rightOf(50, 50), { gates, baseline })).rejects.toThrow('run the baseline again');
  });
});

describe('several gates', () => {
  const passing = gate({ metric: 'right', atLeast: 0.1 });
  const open = gate({ metric: 'right', atLeast: 0.5 });
  const failing = gate({ metric: 'right', atLeast: 0.9 });
  const broken = gate({ metric: 'right', atLeast: 0.5, slice: 'no=slice' });

  it.each([
    ['pass', [passing]],
    ['inconclusive', [passing, open]],
    ['error', [open, broken, passing]],
    ['fail', [broken, failing, open]],
    ['pass', []],
  ])('decide together: %s', async (verdict, gates) => {
    expect((await reportOf(rightOf(20, 40), { gates })).verdict).toBe(verdict);
  });
});

describe('a gate that cannot be', () => {
  it.each([
    ['a limit above 1', () => gate({ metric: 'right', atLeast: 80 }), 'from 0 to 1'],
    ['a limit that is no number', () => gate({ metric: 'right', atMost: Number.NaN }), 'from 0 to 1'],
    ['a bound that no number of cases reaches', () => gate({ metric: 'right', atLeast: 1 }), "write on: 'estimate'"],
    ['a margin out of range', () => noRegression({ metric: 'right', margin: -0.1 }), 'margin must be'],
  ])('is refused: %s', (_name, make, message) => {
    expect(make).toThrow(message);
  });

  it('is refused when no scorer gives its metric', async () => {
    await expect(reportOf([1], { gates: [gate({ metric: 'other', atLeast: 0.5 })] })).rejects.toThrow(
      'names metric "other", which no scorer gives (right)',
    );
  });
});
