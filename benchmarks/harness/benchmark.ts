/** What a benchmark is given. */
export interface BenchmarkRun {
  /** Folder in the format of the labelled data, if the caller has one. */
  readonly dataDirectory: string | undefined;
  /** Files of labelled data that were scored, by their path below that folder: a benchmark adds them, the result names them. */
  readonly scored: Set<string>;
  /** Fewer rounds and smaller inputs: shows that it works, not how fast it is. */
  readonly isQuick: boolean;
  /** Rounds of each A B A B series: at least 7 unless quick. */
  readonly rounds: number;
  /** Writes a prediction row, when the caller asked for predictions. */
  readonly predict: (row: Prediction) => void;
  readonly progress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** One row of `--predictions`: `file` is relative to the data folder, `index` counts its rows from 0. */
export interface Prediction {
  readonly file: string;
  readonly index: number;
  /** Who predicted it: ours where it is left out. */
  readonly system?: string | undefined;
  readonly query?: string | undefined;
  readonly ranking?: readonly { readonly doc: string; readonly score: number }[] | undefined;
  readonly spans?: readonly { readonly start: number; readonly end: number; readonly type: string }[] | undefined;
  readonly label?: string | undefined;
  readonly score?: number | undefined;
}

/** One measured figure. */
export interface Figure {
  readonly name: string;
  /** Where programs find it in the closing line: `synth-v2.f1` is `metrics.ours["synth-v2"].f1`. @defaultValue `name`, as one key */
  readonly metric?: string | undefined;
  readonly ours: number;
  readonly unit: string;
  /** What was promised, and whether lower or higher is better. */
  readonly target?: { readonly limit: number; readonly better: 'lower' | 'higher' } | undefined;
  readonly peers: Readonly<Record<string, number>>;
  /** Ours over the peer's, median of the rounds, with a bootstrap interval. */
  readonly ratio: Readonly<Record<string, Ratio>>;
  readonly note?: string | undefined;
}

/** A ratio with its 95 % interval. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** A benchmark: measures, and returns its figures. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** npm packages of benchmarks/package.json that it compares with. */
  readonly peers: readonly string[];
  /** Folders whose code it measures, as far as its programs import it: a result of other code is stale. */
  readonly measures: readonly string[];
  /** With `--data` it measures that data alone, so such a run does not replace the result file. @defaultValue false */
  readonly isDataOnly?: boolean | undefined;
  readonly run: (run: BenchmarkRun) => Promise<readonly Figure[]>;
}
