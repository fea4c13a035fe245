import type { Origin, TextSpan } from '@org/ai-core';
import { sentencesOf } from './sentence-ends.ts';
import { isTelling, stemOf, termsOf, type Term } from './term.ts';

/** A text that an answer may rest on. */
export interface GroundingPassage {
  readonly text: string;
  /** Where it is from. Without it the passage counts as the application's own, as everywhere. */
  readonly origin?: Origin | undefined;
}

/** A sentence of a passage: terms `[from, to)` of all of them, offsets in the text of its passage. */
export interface SourceSentence extends TextSpan {
  readonly passage: number;
  readonly from: number;
  readonly to: number;
}

/** Passages, prepared once for checking many sentences against them. */
export interface Sources {
  readonly passages: readonly GroundingPassage[];
  readonly terms: readonly Term[];
  readonly sentences: readonly SourceSentence[];
  /** All stems of telling terms. */
  readonly stems: ReadonlySet<string>;
  /** Where a key stands, as indices of `terms`, ascending; at most {@link MOST_PLACES}. */
  readonly placesOf: (key: string) => readonly number[];
  /** The sentence of a term. */
  readonly sentenceAt: (term: number) => number;
  /** How much a key tells within these passages: rare ones more, unknown ones most. */
  readonly weightOf: (key: string) => number;
}

const MOST_PLACES = 400;
const none: readonly number[] = [];

/** Prepares passages. Linear in their length. */
export function prepareSources(passages: readonly GroundingPassage[]): Sources {
  const terms: Term[] = [];
  const sentences: SourceSentence[] = [];
  const sentenceOf: number[] = [];
  const places = new Map<string, number[]>();
  const counts = new Map<string, number>();
  for (const [passage, { text }] of passages.entries()) {
    for (const span of sentencesOf(text)) {
      const from = terms.length;
      const seen = new Set<string>();
      for (const term of termsOf(text.slice(span.start, span.end))) {
        if (!seen.has(term.key)) counts.set(term.key, (counts.get(term.key) ?? 0) + 1);
        seen.add(term.key);
        const known = places.get(term.key);
        if (known === undefined) places.set(term.key, [terms.length]);
        else if (known.length < MOST_PLACES && isTelling(term)) known.push(terms.length);
        sentenceOf.push(sentences.length);
        terms.push(term);
      }
      if (terms.length > from) sentences.push({ ...span, passage, from, to: terms.length });
    }
  }
  const most = Math.log(2 + sentences.length);
  let stems: Set<string> | undefined;
  return {
    passages,
    terms,
    get stems() {
      stems ??= new Set(terms.filter(isTelling).map(stemOf));
      return stems;
    },
    sentences,
    placesOf: (key) => places.get(key) ?? none,
    sentenceAt: (term) => sentenceOf[term] ?? 0,
    // Rarity is flattened: a frequent word still says a third of what a rare one says.
    weightOf: (key) => 1 + (2 * Math.log((2 + sentences.length) / (1 + (counts.get(key) ?? 0)))) / most,
  };
}
