import { createRandom, type Random } from '../../packages/ai-stats/src/index.ts';
import type { OwnPassage } from './own-documents.ts';
import { changes } from './changes.ts';

/** A claim made from our own pages: kept, reworded or altered in a known way. */
export interface OwnClaim {
  readonly source: string;
  readonly claim: string;
  readonly label: 'supported' | 'unsupported';
  /** What was done to the sentence. */
  readonly dataset: string;
}

/**
 * Claims from sentences of our own pages, the same ones for the same seed: as they are and reworded (supported), and
 * altered or invented (unsupported). One half of the documents (`develop`) is for choosing thresholds, the other one is reported.
 */
export function ownClaims(passages: readonly OwnPassage[], half: 'develop' | 'report', seed: number): OwnClaim[] {
  const random = createRandom(seed);
  const own = passages.filter(({ document }) => (document % 2 === 0) === (half === 'develop'));
  const claims: OwnClaim[] = [];
  for (const passage of own) {
    for (const [at, sentence] of passage.sentences.entries()) {
      for (const [name, { label, make }] of Object.entries(changes)) {
        const claim = make({ sentence, at, passage, others: own, random });
        if (claim === undefined || (claim === sentence) !== (name === 'verbatim')) continue;
        claims.push({ source: passage.sentences.join(' '), claim, label, dataset: name });
      }
    }
  }
  return balanced(claims, random);
}

/** At most as many of each change as would let no kind outweigh the others. */
function balanced(claims: readonly OwnClaim[], random: Random): OwnClaim[] {
  const most = 150;
  return Object.keys(changes).flatMap((name) =>
    claims
      .filter(({ dataset }) => dataset === name)
      .map((claim) => ({ claim, place: random.next() }))
      .sort((a, b) => a.place - b.place)
      .slice(0, most)
      .map(({ claim }) => claim),
  );
}
