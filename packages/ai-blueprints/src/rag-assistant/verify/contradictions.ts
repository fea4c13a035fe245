import type { Passage, TextSpan } from '@org/ai-core';
import { prepareGrounding, type Evidence, type GroundingReason, type SentenceVerdict } from '@org/ai-guardrails';
import type { ScreenedPassage } from '../screen-passages.ts';

/** Finds what the passages say otherwise; prepared when first asked, since most answers repeat their passages word for word. */
export interface Contradictions {
  /** Whether a paraphrase turns its passage around: another number, quantity or order of names, a denial, an opposite. */
  isTwisted(sentence: string, passage: Passage): Promise<boolean>;
  /** Where a trusted passage speaks of the same thing and says something else. */
  trustedOtherwise(
    sentence: string,
  ): Promise<
    { readonly passage: ScreenedPassage['passage']; readonly evidence: Evidence; readonly place: TextSpan } | undefined
  >;
}

const twists: ReadonlySet<GroundingReason> = new Set(['number', 'negation', 'quantifier', 'opposite', 'order']);

type Check = (text: string) => Promise<readonly SentenceVerdict[]>;

/** Over the passages of one prompt. */
export function createContradictions(passages: readonly ScreenedPassage[]): Contradictions {
  const single = new Map<Passage, Check>();
  let all: Check | undefined;
  return {
    async isTwisted(sentence, passage) {
      const check = single.get(passage) ?? prepareGrounding([{ text: passage.text }]);
      single.set(passage, check);
      return (await check(sentence)).some(({ reasons }) => reasons.some((reason) => twists.has(reason)));
    },
    async trustedOtherwise(sentence) {
      all ??= prepareGrounding(passages.map(({ passage: { text, origin } }) => ({ text, origin })));
      for (const { disagreement } of await all(sentence)) {
        const found = disagreement === undefined ? undefined : passages[disagreement.passage];
        if (disagreement === undefined || found === undefined) continue;
        return { passage: found.passage, evidence: found.evidence, place: disagreement };
      }
      return undefined;
    },
  };
}
