import type { Segment } from '../segment/segment.ts';
import { fieldStatistics, inverseDocumentFrequency, lengthNorm } from './bm25.ts';
import type { Lexicon, RankingScope } from './scope.ts';

/** Adds to a chunk's score for query terms that stand close together. */
export interface ProximityScorer {
  /** The addition for a readable chunk, by its ordinal. */
  score(ordinal: number): number;
}

const mostTerms = 32;

/**
 * Term proximity after Büttcher, Clarke and Lushman (SIGIR 2006): wherever two different query terms follow each other in the body with no third between them, each gains the other's idf over the square of their distance;
 * what a term gains saturates like its frequency does. Words in the query's order at distance 1, a phrase, gain most. Distances are in index terms. Only statistics of readable chunks enter.
 * Undefined when fewer than two terms of the query occur.
 */
export function createProximityScorer(
  scope: RankingScope,
  lexicon: Lexicon,
  order: readonly string[],
): ProximityScorer | undefined {
  const { partition, documents, owner, chunks, bodyLengths } = scope.ranked;
  const { count, average } = fieldStatistics(scope, 'body');
  const words: string[] = [];
  const weights: number[] = [];
  for (const word of new Set(order)) {
    const { frequency } = lexicon.look('body', word);
    if (frequency === 0) continue;
    if (words.length === mostTerms) break;
    words.push(word);
    weights.push(inverseDocumentFrequency(frequency, count));
  }
  if (words.length < 2) return undefined;
  const follows = new Uint8Array(mostTerms * mostTerms);
  for (let at = 1; at < order.length; at++) {
    const [first, second] = [words.indexOf(order[at - 1] ?? ''), words.indexOf(order[at] ?? '')];
    if (first >= 0 && second >= 0) follows[first * mostTerms + second] = 1;
  }
  const marksOf = createMarks(words);
  const gains = new Float64Array(words.length);
  return {
    score(ordinal) {
      const document = documents[owner[ordinal] ?? 0];
      const sequence = document?.segment.order;
      if (document === undefined || sequence === undefined) return 0;
      const chunk = (chunks[ordinal] ?? 0) - (partition.bases[document.segmentIndex] ?? 0);
      const marks = marksOf(document.segment);
      gains.fill(0);
      let last = -1;
      let lastAt = 0;
      const end = sequence.starts[chunk + 1] ?? 0;
      for (let at = sequence.starts[chunk] ?? 0; at < end; at++) {
        const word = (marks[sequence.terms[at] ?? 0] ?? 0) - 1;
        if (word < 0) continue;
        if (last >= 0 && last !== word) {
          const distance = at - lastAt;
          const share = (follows[last * mostTerms + word] === 1 ? 1 : 0.5) / (distance * distance);
          gains[word] = (gains[word] ?? 0) + (weights[last] ?? 0) * share;
          gains[last] = (gains[last] ?? 0) + (weights[word] ?? 0) * share;
        }
        last = word;
        lastAt = at;
      }
      const norm = lengthNorm(bodyLengths[ordinal] ?? 0, average);
      let sum = 0;
      for (let word = 0; word < gains.length; word++) {
        const gain = gains[word] ?? 0;
        if (gain > 0) sum += (Math.min(1, weights[word] ?? 0) * gain) / (gain + norm);
      }
      return sum;
    },
  };
}

/** For each term of a segment: 1 + the place of the query word that it is, or 0. */
function createMarks(words: readonly string[]): (segment: Segment) => Uint8Array {
  const known = new Map<Segment, Uint8Array>();
  return (segment) => {
    let marks = known.get(segment);
    if (marks === undefined) {
      marks = new Uint8Array(segment.body.terms.size);
      for (const [place, word] of words.entries()) {
        const ordinal = segment.body.terms.get(word);
        if (ordinal !== undefined) marks[ordinal] = place + 1;
      }
      known.set(segment, marks);
    }
    return marks;
  };
}
