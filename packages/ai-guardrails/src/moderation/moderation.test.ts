import type { TextClassifier } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { cursed, harmless, hateful } from '../testing/moderation-samples.ts';
import { hateIn } from './hate.ts';
import { lexicon } from './lexicon.ts';
import { createModerator, moderateText, type ModerationCategory } from './moderate.ts';
import { moderationRail, type ModerationRailOptions } from './moderation.ts';
import { readWords } from './read-words.ts';

describe('hate', () => {
  it.each(hateful)('is found in %j', (text) => expect(moderateText(text).hate?.score ?? 0).toBeGreaterThanOrEqual(0.5));

  it.each(harmless)('is not found in %j', (text) => expect(moderateText(text).hate).toBeUndefined());
});

describe('other categories', () => {
  it.each<[ModerationCategory, string]>([
    ['harassment', 'You are such an idiot.'],
    ['harassment', 'Shut up, nobody likes you'],
    ['harassment', 'you pathetic loser'],
    ['harassment', 'kys'],
    ['violence', 'I will kill you.'],
    ['violence', 'I am going to punch him in the face'],
    ['violence', 'Watch your back.'],
    ['self-harm', 'I want to die and end my life'],
    ['self-harm', 'how do i kill myself'],
  ])('%s is found in %j', (category, text) =>
    expect(moderateText(text)[category]?.score ?? 0).toBeGreaterThanOrEqual(0.5),
  );

  it.each([
    'You are a star.',
    'You are not an idiot.',
    'If you feel stupid, ask.',
    'My pig is ugly but clean.',
    'I will kill the process.',
    'I could murder a curry.',
    'We could hit the target, and crush the test.',
    'Suicide prevention line: call 988.',
    'The plant will die without water.',
    'The book is about the anatomy of the hand.',
    'Clean the garbage collector logs.',
    'Have a nice day!',
  ])('nothing is found in %j', (text) => expect(moderateText(text)).toEqual({}));

  it('profanity is a category of its own, and off by default', async () => {
    const text = cursed;
    expect(moderateText(text)).toMatchObject({ profanity: { rule: 'profanity' } });
    expect((await check(text)).action).toBe('allow');
    expect((await check(text, { categories: ['profanity'] })).action).toBe('block');
  });
});

async function check(text: string, options?: ModerationRailOptions) {
  return createGuard({ rails: [moderationRail(options)] }).check(text, { stage: 'output', context: testContext() });
}

describe('moderationRail', () => {
  it('blocks at the sentence, with nothing of it released, wherever the text is cut', async () => {
    const text = 'Good morning. I met some refugees. They should be burned. Bye.';
    const guard = createGuard({ rails: [moderationRail()] });
    for (let at = 0; at <= text.length; at++) {
      const stream = guard.stream({ stage: 'output', context: testContext() });
      const released = (await stream.push(text.slice(0, at))) + (await stream.push(text.slice(at)));
      const { text: tail, decision } = await stream.end();
      expect(released + tail).toBe('Good morning. I met some refugees. ');
      expect(decision).toMatchObject({ action: 'block', findings: [{ label: 'HATE', rule: 'hate-violent-wish' }] });
    }
  });

  it('can remove sentences, or only report, above a threshold of the category', async () => {
    const text = 'Hello. Women are vermin. Bye.';
    expect(await check(text, { action: 'redact' })).toMatchObject({ text: 'Hello. [removed] Bye.' });
    expect(await check(text, { action: 'report' })).toMatchObject({ action: 'allow', findings: [{ label: 'HATE' }] });
    expect((await check(text, { threshold: { hate: 0.95 } })).action).toBe('allow');
  });

  it('takes the higher score of rules and classifier, and fails closed without the classifier', async () => {
    const classifier: TextClassifier = {
      id: 'test',
      labels: ['hate', 'other'],
      isMultiLabel: true,
      classify: ({ texts }) =>
        Promise.resolve({
          scores: texts.map((text) => ({ hate: text.includes('hint') ? 0.8 : 0, other: 1 })),
          truncated: [],
          usage: { inputTokens: 0, outputTokens: 0, source: 'none' },
        }),
    };
    expect(await check('A hint.', { classifier })).toMatchObject({
      action: 'block',
      findings: [{ rule: 'hate-classifier' }],
    });
    expect(await check('Women are vermin.', { classifier })).toMatchObject({
      findings: [{ rule: 'hate-dehumanising' }],
    });
    expect((await check('Fine.', { classifier })).action).toBe('allow');
    const broken: TextClassifier = { ...classifier, classify: () => Promise.reject(new Error('private')) };
    expect(await check('Fine.', { classifier: broken })).toMatchObject({
      action: 'block',
      findings: [{ label: 'RAIL_FAULT' }],
    });
  });

  it('refuses unknown categories and thresholds', () => {
    expect(() => moderationRail({ categories: ['spam' as never] })).toThrow(/categories/);
    expect(() => moderationRail({ threshold: 2 })).toThrow(/threshold/);
  });

  it('does a bounded amount of work on any input', () => {
    for (const unit of ['a', '1', '*', 'w ', "a'", 'women ', 'hate ', '@$!', 'they ', '"', 'get rid ']) {
      expect(moderateText(unit.repeat(80_000 / unit.length))).toBeDefined();
    }
  });
});

it('a planted fault, negation that is ignored, is found', () => {
  const faulty = (text: string): boolean => {
    const words = readWords(text).map((word) => ({
      ...word,
      tags: new Set([...word.tags].filter((tag) => tag !== 'negation')),
    }));
    return hateIn(words, { isAboutGroup: false }) !== undefined;
  };
  expect(harmless.filter(faulty).length).toBeGreaterThan(2);
  expect(hateful.filter((text) => !faulty(text)).length).toBeGreaterThan(2);
});

it('names of groups alone flag nothing', () => {
  for (const word of lexicon().words) {
    const tags: ReadonlySet<string> = lexicon().tagsOf(word);
    if (!tags.has('group') && !tags.has('groupAdjective')) continue;
    if (['slur', 'insult', 'profanity'].some((tag) => tags.has(tag))) continue;
    expect(moderateText(`The talk was about ${word.replaceAll('-', ' ')} in our town.`)).toEqual({});
  }
});

it('reads words that objects have as properties', () => {
  expect(moderateText('The constructor of toString is valueOf.')).toEqual({});
});

it('says the same of a sentence that comes again, in the light of what came before it', () => {
  const once = ['They are vermin.', 'Immigrants came here.', 'They are vermin.'];
  const moderator = createModerator();
  const [first, , again] = once.map((sentence) => moderator.judge(sentence));
  expect(first?.hate).toBeUndefined();
  expect(again?.hate).toBeDefined();
});
