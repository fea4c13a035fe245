/** What a metric measures; names and units follow OpenTelemetry. */
export interface MetricDefinition {
  readonly name: string;
  readonly description: string;
  /** UCUM: `s`, `{token}`, `USD`. */
  readonly unit: string;
  readonly kind: 'counter' | 'histogram';
  /** At most six. A label without a value is left out of its series. */
  readonly labels: readonly string[];
  /** Labels that keep their values when the limit of series is reached, because their vocabulary is closed. */
  readonly closedLabels?: readonly string[] | undefined;
  /** Upper bounds of the buckets, inclusive, for histograms. */
  readonly boundaries?: readonly number[] | undefined;
  /** Amounts are whole numbers of 1/scale of the unit, so that sums are exact. @defaultValue 1 */
  readonly scale?: number | undefined;
}
/** One series of a counter. */
export interface CounterSnapshot {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
/** One series of a histogram; `counts` has one entry for each boundary and one for what lies above the last. */
export interface HistogramSnapshot {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}
/** A metric with the series that it has now, in a stable order. */
export type MetricFamily =
  | { readonly definition: MetricDefinition; readonly kind: 'counter'; readonly series: readonly CounterSnapshot[] }
  | {
      readonly definition: MetricDefinition;
      readonly kind: 'histogram';
      readonly series: readonly HistogramSnapshot[];
    };
/** Gets every measurement as it is made, with its bounded labels: how metrics reach another system. */
export type MetricSink = (
  definition: MetricDefinition,
  value: number,
  labels: Readonly<Record<string, string>>,
) => void;
