import { alignmentsOf, type Alignment } from './alignment.ts';
import { allChecks, mismatchesOf, type Mismatch, type MismatchChecks } from './mismatch.ts';
import type { Sources } from './sources.ts';
import { isTelling, type Term } from './term.ts';

/** How far passages support a claim by its words. */
export interface ClaimScore {
  /** From 0 to 1. */
  readonly score: number;
  /** The nearest place; undefined where the passages share no word with the claim. */
  readonly alignment: Alignment | undefined;
  readonly mismatches: readonly Mismatch[];
}

/** What is left of a score after each mismatch. Set by hand, and compared with other values on altered sentences of this repository's documents. */
const factors: Readonly<Record<Mismatch, number>> = {
  number: 0.3,
  'number-elsewhere': 0.6,
  name: 0.5,
  'name-elsewhere': 0.85,
  negation: 0.4,
  quantifier: 0.5,
  opposite: 0.45,
  order: 0.5,
  addition: 0.65,
  merged: 0.7,
};

const nothing: ClaimScore = { score: 0, alignment: undefined, mismatches: [] };
const CANDIDATES = 3;
const NEAR = 5;

/** Scores a claim against passages: how much of it the best place holds, how its words hang together, and what differs. */
export function scoreClaim(claim: readonly Term[], sources: Sources, checks: MismatchChecks = allChecks): ClaimScore {
  return scoreAt(claim, alignmentsOf(claim.filter(isTelling), sources, CANDIDATES), sources, checks);
}

/** The best of some places. */
export function scoreAt(
  claim: readonly Term[],
  alignments: readonly Alignment[],
  sources: Sources,
  checks: MismatchChecks = allChecks,
): ClaimScore {
  if (alignments.length === 0) return nothing;
  const telling = claim.filter(isTelling);
  const around = 0.2 * coverageOf(telling, sources) + 0.3 * togetherness(telling, sources);
  let best = nothing;
  for (const alignment of alignments) {
    const mismatches = mismatchesOf(claim, alignment, sources, checks);
    const base = 0.5 * alignment.coverage + around;
    const score = mismatches.reduce((left, mismatch) => left * factors[mismatch], base);
    if (best.alignment === undefined || score > best.score) best = { score, alignment, mismatches };
  }
  return best;
}

/** Weighted share of the claim that stands anywhere in the passages. */
function coverageOf(telling: readonly Term[], sources: Sources): number {
  let held = 0;
  let total = 0;
  for (const { key } of telling) {
    const weight = sources.weightOf(key);
    total += weight;
    if (sources.placesOf(key).length > 0) held += weight;
  }
  return total === 0 ? 0 : held / total;
}

/** Share of neighbouring words of the claim that stand near each other in the passages, in the same order or, for half, in the other. */
function togetherness(telling: readonly Term[], sources: Sources): number {
  let held = 0;
  for (const [index, { key }] of telling.entries()) {
    const next = telling[index + 1];
    if (next !== undefined) held += nearness(sources.placesOf(key), sources.placesOf(next.key));
  }
  return telling.length < 2 ? coverageOf(telling, sources) : held / (telling.length - 1);
}

function nearness(ones: readonly number[], others: readonly number[]): number {
  let best = 0;
  let at = 0;
  for (const one of ones) {
    while (at < others.length && (others[at] ?? 0) < one - NEAR) at++;
    for (let look = at; look < others.length && (others[look] ?? 0) <= one + NEAR; look++) {
      const isForward = (others[look] ?? 0) > one;
      if (isForward) return 1;
      best = 0.5;
    }
  }
  return best;
}
