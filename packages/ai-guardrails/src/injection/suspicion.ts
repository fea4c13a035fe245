import { createLinearScorer, type LinearModel, type LinearScorer } from './linear/model.ts';
import { createSentence, readSentence } from './linear/sentence.ts';

/** Weighs the sentences of a text with the linear model: each alone, and together with what came before. */
export interface Suspicion {
  /** The higher of both scores, from 0 to 1; from 0.5 on it is an alarm. */
  add(sentence: string): number;
  /** What came before was dealt with: it does not weigh on the sentences to come. */
  forget(): void;
}

/** After this many units a passage starts anew: an attack is not diluted by pages, nor do pages add up to one. */
const PASSAGE = 3_000;

export function createSuspicion(model?: LinearModel): Suspicion {
  const sentence = createSentence();
  let alone: LinearScorer | undefined;
  const passage = createLinearScorer(model);
  let units = 0;
  const forget = (): void => {
    passage.reset();
    units = 0;
  };
  return {
    forget,
    add(text) {
      readSentence(text, sentence);
      passage.add(sentence);
      const together = passage.score();
      const isFirst = units === 0;
      units += text.length;
      if (units >= PASSAGE) forget();
      if (isFirst) return together;
      alone ??= createLinearScorer(model);
      alone.reset();
      alone.add(sentence);
      return Math.max(together, alone.score());
    },
  };
}
