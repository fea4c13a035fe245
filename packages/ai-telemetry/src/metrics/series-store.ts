import type { CounterSnapshot, HistogramSnapshot, MetricDefinition, MetricFamily, MetricSink } from './metric.ts';
import { OTHER } from './label-limiter.ts';

/** A series that is already looked up: adding to it costs no hashing. Amounts are whole numbers of 1/scale of the unit. */
export interface CounterSeries {
  add(amount: number): void;
}
/** A series that is already looked up: recording costs a walk over its bucket bounds. */
export interface HistogramSeries {
  record(value: number): void;
}
/** All series of a process, in bounded number. */
export interface SeriesStore {
  counter(definition: MetricDefinition, values: readonly string[]): CounterSeries;
  histogram(definition: MetricDefinition, values: readonly string[]): HistogramSeries;
  families(): readonly MetricFamily[];
  readonly size: number;
  /** How many lookups found no room and went into a series labelled `other`. */
  readonly folded: number;
}

interface Entry<S, T> {
  readonly sortKey: string;
  readonly series: S;
  readonly snapshot: () => T;
}
interface Table {
  readonly definition: MetricDefinition;
  readonly counters: Map<string, Entry<CounterSeries, CounterSnapshot>>;
  readonly histograms: Map<string, Entry<HistogramSeries, HistogramSnapshot>>;
}

/** Keeps at most `maxSeries` series; what comes later is added to one series of its metric whose open labels are `other`, so that sums stay right. */
export function createSeriesStore(maxSeries: number, sink: MetricSink | undefined): SeriesStore {
  const tables = new Map<string, Table>();
  let size = 0;
  let folded = 0;

  const tableOf = (definition: MetricDefinition): Table => {
    const found = tables.get(definition.name);
    if (found !== undefined) return found;
    const table: Table = { definition, counters: new Map(), histograms: new Map() };
    tables.set(definition.name, table);
    return table;
  };

  const lookUp = <S, T>(
    definition: MetricDefinition,
    entries: Map<string, Entry<S, T>>,
    values: readonly string[],
    make: (labels: Readonly<Record<string, string>>) => Omit<Entry<S, T>, 'sortKey'>,
  ): S => {
    let kept = values;
    let key = values.join('\0');
    let found = entries.get(key);
    if (found === undefined && size >= maxSeries) {
      folded++;
      kept = foldOpenLabels(definition, values);
      key = kept.join('\0');
      found = entries.get(key);
    }
    if (found === undefined) {
      size++;
      found = { sortKey: key, ...make(labelsOf(definition, kept)) };
      entries.set(key, found);
    }
    return found.series;
  };

  return {
    counter: (definition, values) =>
      lookUp(definition, tableOf(definition).counters, values, (labels) => makeCounter(definition, labels, sink)),
    histogram: (definition, values) =>
      lookUp(definition, tableOf(definition).histograms, values, (labels) => makeHistogram(definition, labels, sink)),
    families: () =>
      [...tables.values()]
        .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1))
        .map(({ definition, counters, histograms }) =>
          definition.kind === 'counter'
            ? { definition, kind: 'counter', series: snapshots(counters) }
            : { definition, kind: 'histogram', series: snapshots(histograms) },
        ),
    get size() {
      return size;
    },
    get folded() {
      return folded;
    },
  };
}

function makeCounter(
  definition: MetricDefinition,
  labels: Readonly<Record<string, string>>,
  sink: MetricSink | undefined,
): Omit<Entry<CounterSeries, CounterSnapshot>, 'sortKey'> {
  const { scale = 1 } = definition;
  // Whole units apart from their fractions: integers of either never reach the end of exact arithmetic.
  let whole = 0;
  let rest = 0;
  return {
    series: {
      add(amount) {
        rest += amount % scale;
        whole += Math.floor(amount / scale) + Math.floor(rest / scale);
        rest %= scale;
        sink?.(definition, amount / scale, labels);
      },
    },
    snapshot: () => ({ labels, value: whole + rest / scale }),
  };
}

function makeHistogram(
  definition: MetricDefinition,
  labels: Readonly<Record<string, string>>,
  sink: MetricSink | undefined,
): Omit<Entry<HistogramSeries, HistogramSnapshot>, 'sortKey'> {
  const { boundaries = [] } = definition;
  const counts = new Float64Array(boundaries.length + 1);
  let sum = 0;
  let count = 0;
  return {
    series: {
      record(value) {
        let bucket = 0;
        while (bucket < boundaries.length && value > (boundaries[bucket] ?? Infinity)) bucket++;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
        sum += value;
        count++;
        sink?.(definition, value, labels);
      },
    },
    snapshot: () => ({ labels, counts: [...counts], sum, count }),
  };
}

function foldOpenLabels({ labels, closedLabels = [] }: MetricDefinition, values: readonly string[]): string[] {
  return labels.map((label, index) => (closedLabels.includes(label) ? (values[index] ?? '') : OTHER));
}

function labelsOf({ labels }: MetricDefinition, values: readonly string[]): Readonly<Record<string, string>> {
  const pairs = labels.map((label, index): [string, string] => [label, values[index] ?? '']);
  return Object.freeze(Object.fromEntries(pairs.filter(([, value]) => value !== '')));
}

function snapshots<S, T>(entries: ReadonlyMap<string, Entry<S, T>>): T[] {
  return [...entries.values()].sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1)).map(({ snapshot }) => snapshot());
}
