import { readTerms } from '../terms/terms.ts';
import type { Vocabulary } from '../terms/vocabulary.ts';

/** Counts the terms of texts that a vocabulary does not hold. */
export interface UnseenTerms {
  readonly add: (text: string) => void;
  /** Distinct terms that are not known, as a share of all distinct terms; 0 when there are none. */
  share(): number;
}

/** Starts a count against a vocabulary. */
export function createUnseenTerms(vocabulary: Vocabulary, maxTokens: number): UnseenTerms {
  const known = new Set<number>();
  const unknown = new Set<string>();
  return {
    add: (text) => {
      readTerms(text, maxTokens, (term) => {
        const id = vocabulary.idOf(term);
        if (id === undefined) unknown.add(term);
        else known.add(id);
      });
    },
    share: () => (unknown.size === 0 ? 0 : unknown.size / (known.size + unknown.size)),
  };
}
