import { AiError } from '@org/ai-core';
import type { Scorer } from './scorer.ts';

/** Where ranking and judgements are found, and how gain is counted. */
export interface NdcgOptions<Output, Expected> {
  /** Places of the ranking that count. @defaultValue 10 */
  readonly k?: number | undefined;
  /** @defaultValue 'ndcg@k' with the number */
  readonly id?: string | undefined;
  /** Ids, best first. An id that occurs again counts at its first place only. */
  readonly ranking: (output: Output) => readonly string[];
  /** Grade of each judged id, 0 or more; others have grade 0. Undefined or nothing above 0: the case is not scored. */
  readonly grades: (expected: Expected) => Readonly<Record<string, number>> | undefined;
  /** `linear` (gain = grade, as trec_eval and scikit-learn count) or `exponential` (2^grade − 1, Burges 2005). @defaultValue 'linear' */
  readonly gain?: 'linear' | 'exponential' | undefined;
}

/**
 * Scores a ranking by normalised discounted cumulative gain at k (Järvelin and Kekäläinen 2002; discount log2(place + 1)): 1 when no other order would be better.
 *
 * @throws AiError `invalid-input` when k is not a whole number of at least 1; in a run, when a grade is negative or not finite
 * @example
 * ```ts
 * import { ndcg } from '@org/ai-evaluators';
 *
 * const ranking = ndcg({
 *   k: 10,
 *   ranking: (output: { documents: string[] }) => output.documents,
 *   grades: (expected: { grades: Record<string, number> }) => expected.grades,
 * });
 * ```
 */
export function ndcg<Output, Expected>(options: NdcgOptions<Output, Expected>): Scorer<unknown, Output, Expected> {
  const { k = 10, ranking, grades, gain = 'linear' } = options;
  if (!Number.isSafeInteger(k) || k < 1)
    throw new AiError('invalid-input', `k must be a whole number of at least 1, got ${k}`);
  return {
    id: options.id ?? `ndcg@${k}`,
    version: `1 k=${k} gain=${gain}`,
    interval: 'bca',
    score({ case: { expected }, output }) {
      const judged = new Map(Object.entries(grades(expected) ?? {}));
      for (const grade of judged.values()) {
        if (!(grade >= 0 && Number.isFinite(grade)))
          throw new AiError('invalid-input', `grades must be finite numbers of at least 0, got ${grade}`);
      }
      const gainOf = (grade: number): number => (gain === 'linear' ? grade : 2 ** grade - 1);
      const ideal = discounted(
        [...judged.values()].map(gainOf).sort((a, b) => b - a),
        k,
      );
      if (ideal === 0) return { kind: 'not-applicable', reason: 'no id has a grade above 0' };
      const places = [...new Set(ranking(output))];
      const found = discounted(
        places.map((id) => gainOf(judged.get(id) ?? 0)),
        k,
      );
      // Rounding must not push a perfect ranking above 1.
      return { kind: 'value', value: Math.min(1, found / ideal) };
    },
  };
}

function discounted(gains: readonly number[], k: number): number {
  return gains.slice(0, k).reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
}
