// what is evaluated
export { defineEval, type Evaluation, type EvaluationOptions } from './evaluation/evaluation.ts';
export type { EvalTask, TaskContext } from './evaluation/task.ts';
export type { EvalCase } from './dataset/eval-case.ts';
export { createDataset, type Dataset, type DatasetLoader, type DatasetSource } from './dataset/dataset.ts';
export { jsonLines, type JsonLinesOptions } from './dataset/json-lines.ts';

// how an answer is scored
export type { IntervalMethod, Score, Scorer, Trial } from './scorers/scorer.ts';
export { exactMatch, type ExactMatchOptions } from './scorers/exact-match.ts';
export { containsFacts, type ContainsFactsOptions } from './scorers/contains-facts.ts';
export { tokenF1, type TokenF1Options } from './scorers/token-f1.ts';
export { ndcg, type NdcgOptions } from './scorers/ndcg.ts';
export { citationExactness, type CitationExactnessOptions, type QuotedSpan } from './scorers/citation-exactness.ts';
export { abstention, type AbstentionOptions } from './scorers/abstention.ts';
export { foldText } from './scorers/fold-text.ts';

// what decides
export { gate, type Gate, type GateOptions, type LimitGate } from './gates/gate.ts';
export { noRegression, type NoRegressionOptions, type RegressionGate } from './gates/no-regression.ts';

// what is reported
export type { CaseOutcome, CaseFault, MetricOutcome } from './report/outcome.ts';
export type {
  Comparison,
  EvalReport,
  MetricComparison,
  MetricSummary,
  ReportedCase,
  ReportedFailure,
  ReportedFault,
  SliceSummary,
  Verdict,
} from './report/report.ts';
export { createReport, type EvaluationFacts, type ReportInput } from './report/create-report.ts';
export { renderJson } from './report/render-json.ts';
export { renderMarkdown } from './report/render-markdown.ts';
export { renderJUnit } from './report/render-junit.ts';
export { renderTable } from './report/render-table.ts';
