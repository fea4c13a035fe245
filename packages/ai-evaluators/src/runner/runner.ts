export { runEval, type EvalRun, type RunOptions } from './run-eval.ts';
export type { RunProgress } from './progress.ts';
export type { RunTimings } from './timings.ts';
export { readJsonLines, type ReadJsonLinesOptions } from './read-json-lines.ts';
export { readReport } from './read-report.ts';
export { writeReports, type WriteReportsOptions } from './write-reports.ts';
