export {
  compareRuns,
  evaluateRun,
  type EvaluateRunOptions,
  type MeasureReport,
  type RunComparison,
  type RunReport,
} from './evaluate-run.ts';
export { averagePrecision, ndcgAt, recallAt, reciprocalRank, type Measure } from './measures.ts';
export {
  formatTrecQrels,
  formatTrecRun,
  parseTrecQrels,
  parseTrecRun,
  type Judgements,
  type RankedDocument,
  type RetrievalRun,
} from './trec.ts';
export { fitFusion, type FitFusionOptions, type FusionFit } from './fit-fusion.ts';
export type { JudgedQuery } from './judged-query.ts';
