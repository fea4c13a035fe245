import { createRequire } from 'node:module';
import { moderateText } from '../../packages/ai-guardrails/src/index.ts';

/** What is asked of a text: whether it is hateful towards a group, or toxic in any way. */
export type Question = 'hate' | 'toxic';

/** One way to moderate, at the settings that its documentation recommends. */
export interface Moderator {
  readonly name: string;
  readonly isFlagged: (text: string, question: Question) => Promise<boolean>;
}

/** The threshold that the rail has by default. */
const THRESHOLD = 0.5;

export const ours: Moderator = {
  name: 'ours',
  isFlagged: (text, question) => {
    const found = moderateText(text);
    const scores = question === 'hate' ? [found.hate] : Object.values(found);
    return Promise.resolve(scores.some((reason) => (reason?.score ?? 0) >= THRESHOLD));
  },
};

const require = createRequire(import.meta.url);

/** The peers that work offline; neither tells hate from other harm, so both answer each question the same. */
export function loadPeers(): readonly Moderator[] {
  const { LLMGuard } = require('llm-guard') as {
    readonly LLMGuard: new (options: object) => { validate(text: string): Promise<{ readonly isValid: boolean }> };
  };
  const { checkHarmfulContent } = require('llmverify') as {
    readonly checkHarmfulContent: (text: string) => readonly unknown[];
  };
  const guard = new LLMGuard({ toxicity: true });
  return [
    { name: 'llm-guard', isFlagged: async (text) => !(await guard.validate(text)).isValid },
    { name: 'llmverify', isFlagged: (text) => Promise.resolve(checkHarmfulContent(text).length > 0) },
  ];
}
