import { isCounterSpeech, isReclaimed } from './counter-speech.ts';
import type { WordTag } from './lexicon.ts';
import type { ModerationWord } from './read-words.ts';
import { targets, type HateContext } from './targets.ts';
import { hatefulPhrases } from './words.ts';

/** Why a sentence counts, and how surely, from 0 to 1. */
export interface Reason {
  readonly rule: string;
  readonly score: number;
}

const REACH = 7;
const noTarget = -1;
/** Phrases that end where whom they are about begins. */
const takesObject = / (?:of|with|stand|for|to|the|all|trust|date|hire|without)$/;
/** Profanity that only makes stronger what follows. */
const intensifiers = /^(?:\w{2,6}ing|\w{2,6}in|goddamn|damn|ass)$/;

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
        /^(?:all|you|these|those|an?|such|the|stupid|dirty|are|every)$/.test(form(at - 1)) ||
        is(at - 1, 'profanity');
      if (!isWeak || hasCue) report(at, 'slur', isWeak ? 0.7 : 0.9);
    }
    if (
      is(at, 'hating') &&
      targetBehind(at, REACH) !== noTarget &&
      !isNegated(at - 3, at) &&
      !/^(?:who|when|if|crimes?)$/.test(form(at - 1))
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
    if (is(at, 'perishing') && targetBefore(at, REACH) !== noTarget && !isNegated(at - 6, at)) {
      if (
        hasModal(words, at) ||
        /^(?:to|just|all|please)$/.test(form(at - 1)) ||
        words.some((word) => /^(?:hope|wish)$/.test(word.form))
      )
        report(at, 'violent-wish', 0.75);
    }
    if (is(at, 'negation') && /^(?:nobody|none|no)$/.test(form(at)) && targetBehind(at, 5) !== noTarget) {
      const wanted = words
        .slice(at + 1, targetBehind(at, 5))
        .some(({ tags }) => tags.has('humane') || tags.has('welcoming'));
      const denied =
        form(at) === 'no' &&
        targetBehind(at, 2) !== noTarget &&
        words.slice(at, at + 6).some(({ tags }) => tags.has('humane'));
      if ((wanted && form(at) !== 'no') || denied) report(at, 'denied-rights', 0.7);
    }
    const isBefore = isTarget(at + 1) || (is(at + 1, 'groupAdjective') && isTarget(at + 2));
    if (is(at, 'insult', 'profanity') && isBefore && !isNegated(at - 3, at)) report(at, 'insulted-group', 0.65);
    if (is(at, 'profanity') && !intensifiers.test(form(at)) && targetBefore(at, 6) !== noTarget) {
      const isVerdict = isPredicate(words, targetBefore(at, 6), at) || form(at + 1) === 'off';
      if (isVerdict && !isNegated(at - 5, at)) report(at, 'insulted-group', 0.7);
    }
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
    const names = new Set([...target].map((at) => form(at).replaceAll('-', ' ').split(' ').at(-1)));
    for (const phrase of hatefulPhrases) {
      const at = text.indexOf(` ${phrase} `);
      if (at < 0 || / (?:not|never) (?:say|think|believe|mean) /.test(text)) continue;
      // What a phrase is still open for must be the group.
      const follows = text
        .slice(at + phrase.length + 1, at + phrase.length + 80)
        .replace(/ , .*$/, '')
        .split(' ')
        .slice(0, REACH);
      if (takesObject.test(phrase) && !follows.some((word) => names.has(word))) continue;
      report(0, 'hateful-phrase', 0.75);
    }
  }
  if (found === undefined || isCounterSpeech(words, found.at)) return undefined;
  return { rule: found.rule, score: found.score };
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
