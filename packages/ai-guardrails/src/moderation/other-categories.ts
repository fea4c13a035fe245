import type { Reason } from './hate.ts';
import type { ModerationWord } from './read-words.ts';
import { otherPhrases } from './words.ts';

const denials = / (?:not|never|no|nobody|without|prevent|against|avoid|stop) $/;

/** A set phrase of the category that is not negated right before it. */
export function phraseIn(text: string, category: keyof typeof otherPhrases): Reason | undefined {
  for (const phrase of otherPhrases[category]) {
    const at = text.indexOf(` ${phrase} `);
    if (at >= 0 && !denials.test(text.slice(0, at + 1))) return { rule: 'phrase', score: 0.75 };
  }
  return undefined;
}

/** Insults at the person who is spoken to, or at somebody. */
export function harassmentIn(words: readonly ModerationWord[], text: string): Reason | undefined {
  for (const [at, word] of words.entries()) {
    if (!word.tags.has('insult') && !word.tags.has('dehumanising') && !word.tags.has('slur')) continue;
    if (word.isQuoted) continue;
    const before = words.slice(Math.max(0, at - 5), at);
    if (before.some(({ tags }) => tags.has('negation'))) continue;
    const next = words[at + 1]?.form ?? ',';
    const you = before.findIndex(({ form }) => form === 'you' || form === 'your');
    const isAddressed =
      you >= 0 &&
      before
        .slice(you + 1)
        .every(({ form }) => form !== ',' && !/^(?:who|if|that|know|have|had|see|get|got|feel)$/.test(form));
    if (isAddressed && !word.tags.has('slur'))
      return { rule: 'insult-addressed', score: word.tags.has('insult') ? 0.75 : 0.6 };
    if (next === 'you' || (at === 0 && words.length <= 4)) return { rule: 'insult', score: 0.6 };
    const isNamed =
      /^(?:he|she|they|him|her|them|this|that|these|those|guy|is|are|an?|such|fucking|the|total|complete|absolute)$/.test(
        words[at - 1]?.form ?? '',
      );
    if (isNamed && word.tags.has('insult') && word.tags.has('profanity')) return { rule: 'insult', score: 0.65 };
    if (isNamed && word.tags.has('insult') && before.some(({ form }) => /^(?:he|she|they)$/.test(form)))
      return { rule: 'insult', score: 0.55 };
  }
  return phraseIn(text, 'harassment');
}

/** Threats and wishes of violence, at anybody. */
export function violenceIn(words: readonly ModerationWord[], text: string): Reason | undefined {
  for (const [at, word] of words.entries()) {
    if (!word.tags.has('violent') || word.isQuoted) continue;
    const before = words
      .slice(Math.max(0, at - 5), at)
      .map(({ form }) => form)
      .join(' ');
    const object = words.slice(at + 1, at + 4).map(({ form }) => form);
    const isThreat =
      /\b(?:i|we) (?:will|am going to|are going to|want to|would like to|would|shall|could)(?: \w+)?$|\b(?:someone|somebody|i|we) (?:should|must|need to|has to|have to|ought to)(?: \w+)?$/.test(
        before,
      );
    if (
      isThreat &&
      !/\b(?:not|never)\b/.test(before) &&
      object.some((form) => /^(?:you|your|him|her|them|all|every|everyone|these|those|people)$/.test(form))
    ) {
      return { rule: 'threat', score: 0.75 };
    }
  }
  return phraseIn(text, 'violence');
}

/** A word of the list of its own, whoever it is aimed at. */
export function wordIn(words: readonly ModerationWord[], tag: 'profanity' | 'sexual'): Reason | undefined {
  const found = words.filter((word) => word.tags.has(tag) && !(tag === 'sexual' && word.isMended));
  if (found.length === 0) return undefined;
  return { rule: tag, score: tag === 'sexual' && found.length === 1 ? 0.55 : 0.7 };
}
