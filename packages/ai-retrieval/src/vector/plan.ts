import type { ScanStrategy } from './search-part.ts';

/** How a search was carried out. Every field depends on the readable rows, the request and the machine's constants alone. */
export interface VectorPlan {
  /** `exact`: floats of every readable row; `bytes`, `bits`: codes of every readable row, floats of the nearest; `graph`: a graph over all rows; `none`: nothing is readable. */
  readonly strategy: ScanStrategy | 'graph' | 'none';
  /** Rows that the principal may read. */
  readonly readable: number;
  readonly minRecall: number;
  /** Time that the scan was expected to take on one thread. */
  readonly predictedMs: number;
  readonly thread: 'caller' | 'worker';
}

/** What a scan costs, in nanoseconds on one thread. */
export interface ScanCosts {
  /** Of any search: encoding the query, returning rows. */
  readonly fixedNs: number;
  /** Of each stage beyond the first scan: one for `bytes`, three for `bits`. */
  readonly rescoreNs: number;
  readonly floatNsPerDimension: number;
  readonly byteNsPerDimension: number;
  readonly bitNsPerDimension: number;
  /** Rows that `bits` is expected to score, as a share of the readable ones. */
  readonly pickedShare: number;
}

/** Measured at 384 dimensions on one core of an EPYC processor, over rows that lie apart; on another machine the plans stay good when the ratios are alike. */
export const defaultScanCosts: ScanCosts = {
  fixedNs: 8_000,
  rescoreNs: 15_000,
  floatNsPerDimension: 0.35,
  byteNsPerDimension: 0.07,
  bitNsPerDimension: 0.02,
  pickedShare: 0.1,
};

/** Scans that are expected to take longer than this leave the caller's thread. */
export const longestOnCallerMs = 2;

/** What a plan is made from. */
export interface PlanInput {
  readonly readable: number;
  readonly k: number;
  readonly minRecall: number;
  readonly dimensions: number;
  readonly costs: ScanCosts;
  /** Time of a graph that keeps the asked recall; undefined when there is none, or not all rows are readable. */
  readonly graphMs?: number | undefined;
  readonly hasWorkers: boolean;
}

/** Signs of fewer dimensions tell too little. */
const fewestBitDimensions = 128;
/** Above it the threshold of the signs lets so much pass that bytes are faster. */
const mostBitRecall = 0.999;
/** Time of a scan over rows side by side, as a share of one over rows apart: measured .4 to .6. */
const denseShare = 0.45;

/** Picks the cheapest strategy that keeps the asked recall. */
export function planSearch(input: PlanInput): VectorPlan {
  const { readable, minRecall, dimensions, costs, graphMs, hasWorkers, k } = input;
  const shared = { readable, minRecall };
  if (readable === 0) return { strategy: 'none', ...shared, predictedMs: 0, thread: 'caller' };
  const perFloat = costs.floatNsPerDimension * dimensions;
  const perByte = costs.byteNsPerDimension * dimensions;
  const rescored = Math.min(readable, 2 * k + 30);
  const second = costs.fixedNs + costs.rescoreNs + rescored * perFloat;
  const nanoseconds: Partial<Record<VectorPlan['strategy'], number>> = { exact: costs.fixedNs + readable * perFloat };
  if (minRecall < 1) {
    nanoseconds.bytes = second + readable * perByte;
    if (dimensions >= fewestBitDimensions && minRecall <= mostBitRecall)
      nanoseconds.bits =
        second + 2 * costs.rescoreNs + readable * (costs.bitNsPerDimension * dimensions + costs.pickedShare * perByte);
    // A graph answers for all rows, which lie side by side, so that their scan is faster than planned for rows that lie apart.
    const graph = graphMs === undefined ? Infinity : costs.fixedNs + graphMs * 1e6 + rescored * perFloat;
    if (graph < (nanoseconds.bits ?? nanoseconds.bytes) * denseShare) nanoseconds.graph = graph;
  }
  let strategy: VectorPlan['strategy'] = 'exact';
  for (const name of ['bytes', 'bits', 'graph'] as const)
    if ((nanoseconds[name] ?? Infinity) < (nanoseconds[strategy] ?? Infinity)) strategy = name;
  const predictedMs = (nanoseconds[strategy] ?? 0) / 1e6;
  const isLong = predictedMs > longestOnCallerMs && hasWorkers && strategy !== 'graph';
  return { strategy, ...shared, predictedMs, thread: isLong ? 'worker' : 'caller' };
}
