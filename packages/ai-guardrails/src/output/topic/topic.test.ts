import type { TextClassifier } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import { formsOf } from './terms.ts';
import { topicRail, type TopicRailOptions } from './topic.ts';

async function check(options: TopicRailOptions, text: string) {
  return createGuard({ rails: [topicRail(options)] }).check(text, { stage: 'output', context: testContext() });
}

const deny = { gambling: ['casino', 'bet', 'slot machine', 'gamble', 'lottery'], 赌博: ['赌场'] };

describe('topicRail, deny', () => {
  it.each([
    'Visit the casino.',
    'CASINOS are open',
    "The casino's roof",
    'he was betting',
    'two slot machines',
    'Slot  machine!',
    'gambling is fun',
    'gambled away',
    'lotteries',
    '去赌场吧',
    '“Casino”',
  ])('blocks %j', async (text) => expect(await check({ deny }, text)).toMatchObject({ action: 'block' }));

  it.each(['A better offer', 'the alphabet', 'slot for the machine', 'a machine slot', 'Casinova', 'Between us', ''])(
    'lets %j pass',
    async (text) => expect((await check({ deny }, text)).action).toBe('allow'),
  );

  it('takes the sentence out, and names the topic', async () => {
    const decision = await check({ deny, action: 'redact' }, 'Hello there. Try the casino! Bye.');
    expect(decision).toMatchObject({
      text: 'Hello there. [topic removed] Bye.',
      findings: [{ rule: 'denied-topic', label: 'gambling', start: 13, end: 28 }],
    });
  });

  it('releases the same wherever the text is cut', async () => {
    const text = 'Hello there. Try the casino! Bye.';
    const guard = createGuard({ rails: [topicRail({ deny })] });
    for (let at = 0; at <= text.length; at++) {
      const stream = guard.stream({ stage: 'output', context: testContext() });
      const released = (await stream.push(text.slice(0, at))) + (await stream.push(text.slice(at)));
      expect(released + (await stream.end()).text).toBe('Hello there. ');
    }
  });
});

describe('topicRail, allow', () => {
  const allow = { billing: ['invoice', 'refund', 'payment'], delivery: ['parcel', 'ship'] };

  it.each(['Where is my parcel?', 'Hi! I am Ada. My refunds are late.', 'Shipping takes long.'])(
    'lets %j pass',
    async (text) => expect((await check({ allow }, text)).action).toBe('allow'),
  );

  it.each(['Write a poem.', 'One. Two. Three. Four about my invoice.', 'Hi'])('blocks %j', async (text) =>
    expect(await check({ allow }, text)).toMatchObject({ action: 'block', findings: [{ rule: 'off-topic' }] }),
  );

  it('holds to both lists', async () => {
    expect(await check({ allow, deny }, 'My invoice. Also a casino.')).toMatchObject({
      action: 'block',
      findings: [{ rule: 'denied-topic', start: 12 }],
    });
  });
});

describe('topicRail with a classifier', () => {
  const classifier: TextClassifier = {
    id: 'test',
    labels: ['billing', 'gambling'],
    isMultiLabel: true,
    classify: ({ texts }) =>
      Promise.resolve({
        scores: texts.map((text) => ({
          billing: text.includes('money back') ? 0.9 : 0.1,
          gambling: text.includes('dice') ? 0.8 : 0,
        })),
        truncated: [],
        usage: { inputTokens: 0, outputTokens: 0, source: 'none' },
      }),
  };

  it('finds by meaning what no term names', async () => {
    expect((await check({ allow: { billing: ['invoice'] }, classifier }, 'I want my money back.')).action).toBe(
      'allow',
    );
    expect((await check({ allow: { billing: ['invoice'] }, classifier }, 'I want a poem.')).action).toBe('block');
    expect((await check({ deny, classifier }, 'Throw the dice.')).action).toBe('block');
    expect((await check({ deny, classifier, threshold: 0.9 }, 'Throw the dice.')).action).toBe('allow');
  });

  it('fails closed when the classifier fails', async () => {
    const broken: TextClassifier = { ...classifier, classify: () => Promise.reject(new Error('private')) };
    expect(await check({ deny, classifier: broken }, 'Text.')).toMatchObject({
      action: 'block',
      findings: [{ label: 'RAIL_FAULT' }],
    });
  });
});

it('knows the forms of a word, and not more', () => {
  expect([...formsOf('car')]).toEqual(expect.arrayContaining(['car', 'cars']));
  expect(formsOf('car').has('caring')).toBe(false);
  expect(formsOf('bet').has('better')).toBe(false);
});

it('refuses to be about nothing', () => {
  expect(() => topicRail({})).toThrow(/deny or allow/);
  expect(() => topicRail({ deny: { a: ['!'] } })).toThrow(/deny has a term/);
});
