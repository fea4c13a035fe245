import type { SourceSentence, Sources } from './sources.ts';
import type { Term } from './term.ts';

/** The neighbouring sentences of one passage that hold most of a claim. */
export interface Alignment {
  readonly from: SourceSentence;
  readonly to: SourceSentence;
  /** Weighted share of the claim's telling terms that these sentences hold, from 0 to 1. */
  readonly coverage: number;
}

const LONGEST = 3;
/** A wider window must hold more than this of the claim in addition. */
const STEP = 0.04;

/** Finds the best windows of up to three neighbouring sentences, best first. Takes one step per place of a term. */
export function alignmentsOf(claim: readonly Term[], sources: Sources, most: number): readonly Alignment[] {
  const { sentences } = sources;
  const keys = new Map(claim.map(({ key }) => [key, sources.weightOf(key)]));
  const total = [...keys.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0 || sentences.length === 0) return [];
  if (!claim.some(({ key }) => sources.placesOf(key).length > 0)) return [];
  const held = Array.from({ length: LONGEST }, () => new Float64Array(sentences.length));
  const seenBy = Array.from({ length: LONGEST }, () => new Int32Array(sentences.length).fill(-1));
  let order = 0;
  for (const [key, weight] of keys) {
    for (const place of sources.placesOf(key)) {
      const sentence = sources.sentenceAt(place);
      for (let size = 0; size < LONGEST; size++) {
        const weights = held[size];
        const seen = seenBy[size];
        for (let first = Math.max(0, sentence - size); first <= sentence; first++) {
          if (weights === undefined || seen === undefined || seen[first] === order) continue;
          seen[first] = order;
          weights[first] = (weights[first] ?? 0) + weight;
        }
      }
    }
    order++;
  }
  const found: Alignment[] = [];
  for (const [first, from] of sentences.entries()) {
    let best: Alignment | undefined;
    for (let size = 0; size < LONGEST; size++) {
      const to = sentences[first + size];
      if (to?.passage !== from.passage) break;
      const coverage = (held[size]?.[first] ?? 0) / total;
      if (coverage > 0 && coverage > (best?.coverage ?? 0) + (best === undefined ? 0 : STEP))
        best = { from, to, coverage };
    }
    if (best !== undefined) found.push(best);
  }
  return found.sort((a, b) => b.coverage - a.coverage).slice(0, most);
}
