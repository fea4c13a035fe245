import { comparedSpans, type ComparedSpan, type LabelledSpan } from './spans.ts';

/** How well predictions agree with labels. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** F1 over units of text with their type, where a prediction that is a little off counts for what it covers. */
  readonly charF1: number;
  readonly phoneF1: number;
  readonly labelled: number;
  readonly falseAlarms: number;
}

/** How much two spans must share, as intersection over union. */
const LEAST_OVERLAP = 0.8;

interface Counts {
  found: number;
  labelled: number;
  predicted: number;
}

const none = (): Counts => ({ found: 0, labelled: 0, predicted: 0 });

/** Scores predictions of all rows at once. A false alarm is any prediction of the compared types without a partner. */
export function scoreOf(
  rows: readonly { readonly labels: readonly LabelledSpan[]; readonly predictions: readonly LabelledSpan[] }[],
): Scores {
  const spans = none();
  const phones = none();
  const units = none();
  for (const { labels, predictions } of rows) {
    const expected = comparedSpans(labels);
    const predicted = comparedSpans(predictions);
    count(spans, expected, predicted);
    const isPhone = ({ type }: ComparedSpan): boolean => type === 'PHONE_NUMBER';
    count(phones, expected.filter(isPhone), predicted.filter(isPhone));
    const [left, right] = [unitsOf(expected), unitsOf(predicted)];
    units.labelled += left.size;
    units.predicted += right.size;
    for (const unit of left) if (right.has(unit)) units.found++;
  }
  const { precision, recall, f1 } = ratesOf(spans);
  return {
    precision,
    recall,
    f1,
    charF1: ratesOf(units).f1,
    phoneF1: ratesOf(phones).f1,
    labelled: spans.labelled,
    falseAlarms: spans.predicted - spans.found,
  };
}

/** Pairs labels and predictions of one type one to one, the best overlaps first. */
function count(counts: Counts, expected: readonly ComparedSpan[], predicted: readonly ComparedSpan[]): void {
  counts.labelled += expected.length;
  counts.predicted += predicted.length;
  const pairs = expected
    .flatMap((label) => predicted.map((prediction) => ({ label, prediction, overlap: overlapOf(label, prediction) })))
    .filter(({ overlap }) => overlap >= LEAST_OVERLAP)
    .sort((a, b) => b.overlap - a.overlap);
  const taken = new Set<ComparedSpan>();
  for (const { label, prediction } of pairs) {
    if (taken.has(label) || taken.has(prediction)) continue;
    taken.add(label).add(prediction);
    counts.found++;
  }
}

function overlapOf(a: ComparedSpan, b: ComparedSpan): number {
  if (a.type !== b.type) return 0;
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

function unitsOf(spans: readonly ComparedSpan[]): ReadonlySet<string> {
  const units = new Set<string>();
  for (const { start, end, type } of spans) for (let at = start; at < end; at++) units.add(`${type} ${String(at)}`);
  return units;
}

function ratesOf({ found, labelled, predicted }: Counts): { precision: number; recall: number; f1: number } {
  const precision = predicted === 0 ? 1 : found / predicted;
  const recall = labelled === 0 ? 1 : found / labelled;
  const f1 = labelled + predicted === 0 ? 1 : (2 * found) / (labelled + predicted);
  return { precision, recall, f1 };
}
