import { foreignWords } from './languages.ts';
import * as of from './rules.ts';
import { setOf } from './words.ts';

type WordSet = ReadonlySet<string>;

/**
 * A word of which one stands in every finding of some rule. From the first such word of a sentence on text is held,
 * until the words that the rule needs besides have failed to come.
 */
export interface Anchor {
  readonly opens: WordSet;
  /** Each of these has a word before it in the sentence. */
  readonly after?: readonly WordSet[] | undefined;
  /** One of these comes within that many words; without it, it stays open to the end of the sentence. */
  readonly needs?: { readonly words: WordSet; readonly within: number } | undefined;
}

const join = (...sets: readonly WordSet[]): WordSet => new Set(sets.flatMap((set) => [...set]));

/** The anchors of all rules; made once, when first asked for. A rule without an anchor would let its findings out. */
export function anchorsOf(): readonly Anchor[] {
  const foreign = foreignWords();
  return [
    {
      opens: of.ignoreVerbs,
      needs: { words: join(of.orders, of.softOrders, of.users, setOf('everything what above')), within: 10 },
    },
    { opens: setOf('stop follow attention'), needs: { words: of.orders, within: 10 } },
    { opens: of.addressees, after: [of.addresses] },
    { opens: of.sayVerbs, after: [of.whens, of.asking] },
    { opens: of.sendVerbs, needs: { words: of.anyLoot, within: 13 } },
    { opens: of.showVerbs, needs: { words: of.ownText, within: 9 } },
    { opens: of.links, after: [of.plantVerbs], needs: { words: of.answerWords, within: 17 } },
    { opens: of.tellVerbs, after: [of.nots] },
    { opens: setOf('anything'), needs: { words: setOf('now'), within: 1 } },
    { opens: setOf('mode'), after: [setOf('developer jailbreak')] },
    { opens: setOf('obey'), after: [setOf('must')] },
    { opens: setOf('bound'), after: [setOf('longer')] },
    { opens: setOf('prompt'), after: [setOf('system')] },
    { opens: of.characters, after: [setOf('now')] },
    { opens: of.acts, after: [setOf('from'), setOf('now')] },
    { opens: setOf('instructions task role goal objective'), after: [setOf('new real only')] },
    { opens: of.limits, after: [setOf('without')] },
    { opens: foreign.verbs, needs: { words: join(foreign.orders, foreign.earlier), within: 12 } },
  ];
}
