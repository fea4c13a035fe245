import type { ModerationWord } from './read-words.ts';

/** Who speaks uses the word for themselves, or fondly. */
export function isReclaimed(words: readonly ModerationWord[], at: number): boolean {
  if (words[at]?.tags.has('reclaimed') !== true) return false;
  const near = words.slice(Math.max(0, at - 6), at + 5);
  const owned = words.slice(Math.max(0, at - 3), at).some(({ form }) => /^(?:my|we|our|us|am)$/.test(form));
  return owned || near.some(({ tags }) => tags.has('welcoming'));
}

/** The sentence quotes or names hate in order to reject it. */
export function isCounterSpeech(words: readonly ModerationWord[], at: number): boolean {
  const outside = words.filter((word, place) => (words[at]?.isQuoted === true ? !word.isQuoted : place !== at));
  const condemns = outside.some(({ tags }) => tags.has('condemning'));
  if (words[at]?.isQuoted === true) {
    const isAgreed = outside.some(({ form }) => /^(?:agree|agreed|true|right|correct|based|exactly|amen)$/.test(form));
    return condemns || (!isAgreed && outside.filter(({ form }) => form !== ',').length > 2);
  }
  const before = words.slice(0, at);
  const rejects =
    before.some(({ tags }) => tags.has('negation')) &&
    before.some(({ form }) => /^(?:say|claim|think|believe|call|mean)$/.test(form));
  if (rejects) return true;
  // "Saying that ...", "calling them ...", "to think that ...": what follows is spoken of, not said.
  const isSpokenOf =
    /^(?:saying|calling|telling|claiming|thinking|believing|hating|denying)$/.test(words[0]?.form ?? '') ||
    (words[0]?.form === 'to' && /^(?:think|say|believe|claim)$/.test(words[1]?.form ?? '')) ||
    before.some(
      ({ form }, place) =>
        /^(?:say|claim|call|hear|hearing|saying|calling|said)$/.test(form) &&
        !/^(?:i|we|will)$/.test(words[place - 1]?.form ?? ''),
    );
  if (isSpokenOf && words.some(({ tags }) => tags.has('condemning'))) return true;
  const speaksBefore = before.some(({ tags, form }) => tags.has('speaking') && !/^(?:think|words)$/.test(form));
  return condemns && (speaksBefore || before.some(({ form }) => /^(?:who|anyone|people|stop|if)$/.test(form)));
}
