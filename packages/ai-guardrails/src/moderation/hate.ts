import type { WordTag } from './lexicon.ts';
import type { ModerationWord } from './read-words.ts';
import { hatefulPhrases } from './words.ts';

/** Why a sentence counts, and how surely, from 0 to 1. */
export interface Reason {
  readonly rule: string;
  readonly score: number;
}

/** What the sentences before have left open. */
export interface HateContext {
  /** A protected group was just spoken of, so that "they" are its members. */
  readonly isAboutGroup: boolean;
}

const REACH = 7;
const noTarget = -1;

/** Whether a sentence is hateful towards a protected group, and by which rule. */
export function hateIn(words: readonly ModerationWord[], context: HateContext): Reason | undefined {
  const is = (at: number, ...tags: readonly WordTag[]): boolean =>
    tags.some((tag) => words[at]?.tags.has(tag) === true);
  const form = (at: number): string => words[at]?.form ?? ',';
  const target = targets(words, context);
  const isTarget = (at: number): boolean => target.has(at);
  /** The first target within reach behind a place, in the same clause. */
  const targetBehind = (at: number, reach: number): number => {
    for (let next = at + 1; next <= at + reach && next < words.length; next++) {
      if (form(next) === ',') break;
      if (isTarget(next)) return next;
    }
    return noTarget;
  };
  const targetBefore = (at: number, reach: number): number => {
    for (let next = at - 1; next >= Math.max(0, at - reach); next--) if (isTarget(next)) return next;
    return noTarget;
  };
  // "Are they not ...?" asks for a yes, and "nothing but" and "not just" deny nothing.
  const isQuestion = /^(?:are|is|do|does|should|can|will)$/.test(form(0));
  const isNegated = (from: number, to: number): boolean => {
    if (isQuestion) return false;
    for (let at = Math.max(0, from); at < to; at++) {
      if (is(at, 'negation') && !/^(?:but|just|only|merely|more|less|short)$/.test(form(at + 1))) return true;
    }
    return false;
  };
  let found: (Reason & { readonly at: number }) | undefined;
  const report = (at: number, rule: string, score: number): void => {
    const sure = words[at]?.isMended === true ? score - 0.1 : score;
    if (found === undefined || sure > found.score) found = { at, rule, score: sure };
  };

  for (let at = 0; at < words.length; at++) {
    if (is(at, 'slur') && !isReclaimed(words, at)) {
      const isWeak = is(at, 'homonym');
      const hasCue =
        target.size > 1 ||
        insultsNear(words, at) ||
        /^(?:all|you|these|those|stupid|dirty|fucking)$/.test(form(at - 1));
      if (!isWeak || hasCue) report(at, 'slur', isWeak ? 0.7 : 0.9);
    }
    if (
      is(at, 'hating') &&
      targetBehind(at, 4) !== noTarget &&
      !isNegated(at - 3, at) &&
      !/^(?:who|when|if|to|that|of|crimes?)$/.test(form(at - 1))
    ) {
      report(at, 'hatred', 0.9);
    }
    if (is(at, 'violent', 'excluding') && !isNegated(at - 4, at)) {
      const object = targetBehind(at, 4);
      const isMeant =
        at === 0 ||
        form(at - 1) === ',' ||
        /^(?:(?:\w+-)?to|will|let|lets|let-s|us|should|must|just|please|would|could|gonna|can|and|i|we)$/.test(
          form(at - 1),
        );
      if (object !== noTarget && isMeant && !/^(?:who|they)$/.test(form(at - 2))) report(at, 'violent-wish', 0.8);
    }
    if (
      is(at, 'violated', 'excluded') &&
      targetBefore(at, 9) !== noTarget &&
      hasModal(words, at) &&
      !isNegated(at - 6, at)
    ) {
      report(at, 'violent-wish', 0.85);
    }
    if (is(at, 'dehumanising', 'derogatory')) {
      const subject = targetBefore(at, REACH);
      if (subject !== noTarget && isPredicate(words, subject, at) && !isNegated(subject, at)) {
        report(at, is(at, 'dehumanising') ? 'dehumanising' : 'derogatory', is(at, 'dehumanising') ? 0.85 : 0.75);
      }
      const object = targetBehind(at, 2);
      const isEpithet =
        object === at + 1 || (object === at + 2 && is(at + 1, 'profanity', 'derogatory', 'groupAdjective'));
      if (object !== noTarget && isEpithet && !isNegated(at - 3, at) && !is(at, 'dehumanising'))
        report(at, 'derogatory', 0.6);
    }
    if (is(at, 'humane')) {
      const subject = targetBefore(at, REACH);
      if (subject !== noTarget && isNegated(subject, at) && isDenied(words, subject, at))
        report(at, 'denied-rights', 0.75);
    }
    if (is(at, 'insult', 'profanity') && isTarget(at + 1) && !isNegated(at - 3, at)) report(at, 'insulted-group', 0.65);
    if (
      is(at, 'insult') &&
      targetBefore(at, 4) !== noTarget &&
      isPredicate(words, targetBefore(at, 4), at) &&
      !isNegated(at - 4, at)
    ) {
      report(at, 'insulted-group', 0.75);
    }
  }
  const text = ` ${words.map((word) => word.form.replaceAll('-', ' ')).join(' ')} `;
  if (target.size > 0) {
    for (const phrase of hatefulPhrases) {
      if (text.includes(` ${phrase} `) && !/ (?:not|never) (?:say|think|believe|mean) /.test(text))
        report(0, 'hateful-phrase', 0.75);
    }
  }
  if (found === undefined || isCounterSpeech(words, found.at)) return undefined;
  return { rule: found.rule, score: found.score };
}

/** The places of words that stand for members of a protected group. */
export function targets(words: readonly ModerationWord[], context: HateContext): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (word.tags.has('slur') && !word.tags.has('homonym')) found.add(at);
    if (word.tags.has('groupAdjective')) {
      const isAlone =
        next === undefined ||
        next.form === ',' ||
        /^(?:are|is|and|or|who|should|must|will|can|do|have|people|i|we|you|they|the|that|from|in|on|at|to|with|for|because|everywhere|now|here|who|as|out|back|not)$/.test(
          next.form,
        );
      if (next?.tags.has('person') === true) found.add(at + 1);
      else if (isAlone && word.tags.has('group')) found.add(at);
      continue;
    }
    if (word.tags.has('group') && next?.form !== '-s') found.add(at);
    if (context.isAboutGroup && word.tags.has('pronoun')) found.add(at);
    if (context.isAboutGroup && word.form === 'people' && /^(?:these|those|such|you)$/.test(words[at - 1]?.form ?? ''))
      found.add(at);
  }
  if (found.size > 0) for (const [at, word] of words.entries()) if (word.tags.has('pronoun')) found.add(at);
  return found;
}

function hasModal(words: readonly ModerationWord[], at: number): boolean {
  for (let back = at - 1; back >= Math.max(0, at - 6); back--) if (words[back]?.tags.has('modal') === true) return true;
  return false;
}

/** What stands between a group and a word says that the group is it. */
function isPredicate(words: readonly ModerationWord[], subject: number, at: number): boolean {
  if (subject < 3 && /^(?:are|is)$/.test(words[0]?.form ?? '')) return true;
  for (let next = subject + 1; next < at; next++) {
    const form = words[next]?.form ?? '';
    if (/^(?:who|whose|that|because|by|with|for|about|against|from|,)$/.test(form))
      return form === ',' && next === subject + 1;
    if (/^(?:are|is|am|be|being|were|seem|look|looks|act|acts|like|remain|stay|as|smell|act)$/.test(form)) return true;
  }
  return false;
}

/** A right, or being human, is denied: "are not human", "should never vote", "do not deserve to live". */
function isDenied(words: readonly ModerationWord[], subject: number, at: number): boolean {
  let hasVerb = false;
  for (let next = subject + 1; next < at; next++) {
    const { form = ',', tags } = words[next] ?? {};
    if (form === ',') return false;
    hasVerb ||=
      /^(?:are|is|be|should|must|can|could|do|does|deserve|will|have|need|ought)$/.test(form) ||
      tags?.has('modal') === true;
  }
  return hasVerb;
}

/** Who speaks uses the word for themselves, or fondly. */
function isReclaimed(words: readonly ModerationWord[], at: number): boolean {
  if (words[at]?.tags.has('reclaimed') !== true) return false;
  const near = words.slice(Math.max(0, at - 6), at + 5);
  return (
    near.some(({ form, tags }) => tags.has('welcoming') || /^(?:my|we|us|our|me)$/.test(form)) ||
    (words[at - 1]?.form === 'a' && words[at - 2]?.form === 'am')
  );
}

function insultsNear(words: readonly ModerationWord[], at: number): boolean {
  return words
    .slice(Math.max(0, at - 4), at + 5)
    .some(
      ({ tags }, index) =>
        index !== Math.min(4, at) &&
        ['insult', 'dehumanising', 'hating', 'violent', 'violated', 'derogatory'].some((tag) =>
          tags.has(tag as WordTag),
        ),
    );
}

/** The sentence quotes or names hate in order to reject it. */
function isCounterSpeech(words: readonly ModerationWord[], at: number): boolean {
  const outside = words.filter((word, place) => (words[at]?.isQuoted === true ? !word.isQuoted : place !== at));
  const condemns = outside.some(({ tags }) => tags.has('condemning'));
  if (words[at]?.isQuoted === true)
    return condemns || outside.some(({ tags }) => tags.has('speaking') || tags.has('negation'));
  const before = words.slice(0, at);
  const rejects =
    before.some(({ tags }) => tags.has('negation')) &&
    before.some(({ form }) => /^(?:say|claim|think|believe|call|mean)$/.test(form));
  if (rejects) return true;
  const speaksBefore = before.some(({ tags, form }) => tags.has('speaking') && !/^(?:think|words)$/.test(form));
  return condemns && (speaksBefore || before.some(({ form }) => /^(?:who|anyone|people|stop|if)$/.test(form)));
}
