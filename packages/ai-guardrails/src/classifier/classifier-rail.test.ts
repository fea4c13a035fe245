import type { TextClassifier } from '@org/ai-core';
import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { classifierRail, type ClassifierRailOptions } from './classifier-rail.ts';

type Classify = TextClassifier['classify'];
const usage = { inputTokens: 0, outputTokens: 0, source: 'none' } as const;

function classifierOf(
  scoreOf: (text: string) => number,
  classify?: Classify,
): TextClassifier & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    id: 'test',
    labels: ['attack', 'other'],
    isMultiLabel: true,
    seen,
    classify:
      classify ??
      (({ texts }) => {
        seen.push(...texts);
        return Promise.resolve({
          scores: texts.map((text) => ({ attack: scoreOf(text), other: 0 })),
          truncated: [],
          usage,
        });
      }),
  };
}

const byWord = (text: string): number => (text.includes('evil') ? 0.95 : 0.1);
const rules: ClassifierRailOptions['rules'] = { attack: { threshold: 0.9, action: 'block' } };
const scope = { stage: 'output', context: testContext() } as const;

describe('classifierRail', () => {
  it('asks once for each paragraph, never for each delta, and blocks before the one that is over the threshold', async () => {
    const classifier = classifierOf(byWord);
    const guard = createGuard({ rails: [classifierRail({ classifier, rules })] });
    const stream = guard.stream(scope);
    let released = '';
    for (const char of 'Fine text.\n\nAn evil plan.\n\nMore.') released += await stream.push(char);
    const { text, decision } = await stream.end();
    expect(released + text).toBe('Fine text.\n\n');
    expect(decision).toMatchObject({
      action: 'block',
      findings: [{ rail: 'classifier:test', rule: 'test', label: 'ATTACK', score: 0.95 }],
    });
    expect(classifier.seen).toEqual(['Fine text.', '\n\nAn evil plan.']);
  });

  it('leaves scores below the threshold, other labels and white space alone', async () => {
    const classifier = classifierOf(() => 0.89);
    const guard = createGuard({ rails: [classifierRail({ classifier, rules, unit: 'whole' })] });
    expect((await guard.check('An evil plan.', scope)).action).toBe('allow');
    expect((await guard.check('  \n ', scope)).action).toBe('allow');
    expect(classifier.seen).toHaveLength(1);
  });

  it.each<[string, Classify, string]>([
    ['throws', () => Promise.reject(new Error('down')), 'internal'],
    ['gives no scores', () => Promise.resolve({ scores: [], truncated: [], usage }), 'protocol'],
    [
      'gives a score out of range',
      () => Promise.resolve({ scores: [{ attack: 7 }], truncated: [], usage }),
      'protocol',
    ],
    ['leaves its label out', () => Promise.resolve({ scores: [{ other: 1 }], truncated: [], usage }), 'protocol'],
    ['cuts the text', () => Promise.resolve({ scores: [{ attack: 0 }], truncated: [0], usage }), 'payload-too-large'],
  ])('a classifier that %s closes the text, and opens it only when told to', async (_, classify, code) => {
    const classifier = classifierOf(byWord, classify);
    const closed = await createGuard({ rails: [classifierRail({ classifier, rules })] }).check('Some text.', scope);
    expect(closed).toMatchObject({ action: 'block', rails: [{ error: code }] });
    const open = await createGuard({ rails: [classifierRail({ classifier, rules, onError: 'open' })] }).check(
      'Some text.',
      scope,
    );
    expect(open).toMatchObject({ action: 'allow', rails: [{ error: code }] });
  });

  it('a classifier that hangs runs into its time limit, and is told to stop', async () => {
    const clock = createFakeClock();
    let isStopped = false;
    const classifier = classifierOf(byWord, (_, context) => {
      context.signal?.addEventListener('abort', () => (isStopped = true));
      return new Promise(() => undefined);
    });
    const guard = createGuard({ rails: [classifierRail({ classifier, rules, timeoutMs: 100 })], clock });
    const decision = guard.check('Some text.', scope);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    await clock.advance(101);
    expect(await decision).toMatchObject({ action: 'block', rails: [{ error: 'timeout' }] });
    expect(typeof isStopped).toBe('boolean');
  });

  it('refuses labels that the classifier does not have, and thresholds that are none', () => {
    const classifier = classifierOf(byWord);
    expect(() => classifierRail({ classifier, rules: { atack: { threshold: 0.5, action: 'block' } } })).toThrow(
      /no label of the classifier/,
    );
    expect(() => classifierRail({ classifier, rules: { attack: { threshold: 5, action: 'block' } } })).toThrow(
      /threshold of rule "attack"/,
    );
    expect(() => classifierRail({ classifier, rules: {} })).toThrow(/at least one label/);
  });
});
