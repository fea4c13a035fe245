import { AiError } from '@org/ai-core';

/** How one ranking is scored, 0 to 1, as trec_eval does: documents without a judgement are not relevant. */
export type Measure = (ranking: readonly string[], grades: ReadonlyMap<string, number>) => number;

/** Normalised discounted cumulative gain at k (Järvelin and Kekäläinen 2002): gain = grade, discount log2(place + 1), ideal over all judged documents. `ndcg_cut` of trec_eval. */
export function ndcgAt(k: number): Measure {
  demandDepth(k);
  const discounted = (gains: readonly number[]): number =>
    gains.slice(0, k).reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
  return (ranking, grades) => {
    const gainOf = (grade: number | undefined): number => Math.max(0, grade ?? 0);
    const ideal = discounted([...grades.values()].map(gainOf).sort((a, b) => b - a));
    return ideal === 0 ? 0 : discounted(ranking.map((document) => gainOf(grades.get(document)))) / ideal;
  };
}

/** Share of the relevant documents among the first k. `recall` of trec_eval. */
export function recallAt(k: number): Measure {
  demandDepth(k);
  return (ranking, grades) => {
    const relevant = relevantCount(grades);
    const found = ranking.slice(0, k).filter((document) => isRelevant(grades, document)).length;
    return relevant === 0 ? 0 : found / relevant;
  };
}

/** Mean over the relevant documents of the precision at their places; one that is not found counts 0. Its mean over queries is MAP, `map` of trec_eval. */
export const averagePrecision: Measure = (ranking, grades) => {
  const relevant = relevantCount(grades);
  let found = 0;
  let sum = 0;
  for (const [place, document] of ranking.entries()) {
    if (isRelevant(grades, document)) sum += ++found / (place + 1);
  }
  return relevant === 0 ? 0 : sum / relevant;
};

/** One over the place of the first relevant document; 0 when there is none. Its mean over queries is MRR, `recip_rank` of trec_eval. */
export const reciprocalRank: Measure = (ranking, grades) => {
  const place = ranking.findIndex((document) => isRelevant(grades, document));
  return place === -1 ? 0 : 1 / (place + 1);
};

/** Whether anything was judged relevant: nothing can be measured otherwise. */
export function relevantCount(grades: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const grade of grades.values()) if (grade > 0) count++;
  return count;
}

function isRelevant(grades: ReadonlyMap<string, number>, document: string): boolean {
  return (grades.get(document) ?? 0) > 0;
}

function demandDepth(k: number): void {
  if (!Number.isSafeInteger(k) || k < 1) throw new AiError('invalid-input', 'k must be a whole number of at least 1');
}
