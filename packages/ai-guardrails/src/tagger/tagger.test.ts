import { AiError, type TextTagger } from '@org/ai-core';
import { createFakeClock, testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { taggerRail, type TaggerRailOptions } from './tagger.ts';

type Span = Awaited<ReturnType<TextTagger['tag']>>['spans'][number][number];

const usage = { inputTokens: 0, outputTokens: 0, source: 'none' } as const;
const names: Readonly<Record<string, string>> = { Ada: 'PER', 'Grace Hopper': 'PER', London: 'LOC', Acme: 'ORG' };

/** Tags the names that it knows. */
const tagger: TextTagger = taggerOf((text) =>
  Object.entries(names).flatMap(([name, label]) => {
    const spans: Span[] = [];
    for (let start = text.indexOf(name); start >= 0; start = text.indexOf(name, start + 1)) {
      spans.push({ start, end: start + name.length, label, score: label === 'ORG' ? 0.3 : 0.9 });
    }
    return spans;
  }),
);

function taggerOf(tag: (text: string) => readonly Span[], truncated: readonly number[] = []): TextTagger {
  return {
    id: 'names',
    labels: ['PER', 'LOC', 'ORG'],
    tag: ({ texts }) => Promise.resolve({ spans: texts.map(tag), truncated, usage }),
  };
}

function guardWith(options: Partial<TaggerRailOptions> = {}) {
  return createGuard({ rails: [taggerRail({ tagger, labels: { PER: 'PERSON', LOC: 'PLACE' }, ...options })] });
}

async function screen(text: string, options: Partial<TaggerRailOptions> = {}): Promise<string> {
  const decision = await guardWith(options).check(text, { stage: 'output', context: testContext() });
  return decision.action === 'redact' ? decision.text : decision.action === 'allow' ? text : decision.action;
}

describe('taggerRail', () => {
  it.each<[string, Partial<TaggerRailOptions>, string]>([
    ['Ada met Grace Hopper. In London, of Acme.', {}, '[PERSON] met [PERSON]. In [PLACE], of Acme.'],
    ['Ada of London', { actions: { PLACE: 'report' } }, '[PERSON] of London'],
    ['Ada of London', { actions: { PERSON: 'mask' } }, '*** of [PLACE]'],
    ['Fine. Ada too.', { defaultAction: 'block' }, 'block'],
    ['Ada of Acme', { labels: undefined, leastScore: 0.2 }, '[PER] of [ORG]'],
    ['Ada of Acme', { labels: undefined }, '[PER] of Acme'],
    ['  \n\n ', {}, '  \n\n '],
    ['', {}, ''],
  ])('makes of %j, given %j: %j', async (text, options, expected) => {
    expect(await screen(text, options)).toBe(expected);
  });

  it('gives the same text however it is cut into chunks', async () => {
    const text = 'Ada met Grace Hopper. They went to London!\n\nAda left; \ud83d\ude00 Grace Hopper stayed.';
    const whole = await screen(text);
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (sizes) => {
        const stream = guardWith().stream({ stage: 'output', context: testContext() });
        let released = '';
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          released += await stream.push(text.slice(at, at + size));
          at += size;
        }
        expect(released + (await stream.end()).text).toBe(whole);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it.each<[string, TextTagger, string]>([
    ['ends behind the text', taggerOf((text) => [span(0, text.length + 1)]), 'protocol'],
    ['begins before the text', taggerOf(() => [span(-1, 2)]), 'protocol'],
    ['is empty', taggerOf(() => [span(2, 2)]), 'protocol'],
    ['is between units', taggerOf(() => [span(0.5, 2)]), 'protocol'],
    ['has no sound score', taggerOf(() => [{ ...span(0, 2), score: Number.NaN }]), 'protocol'],
    ['is of a text that was cut', taggerOf(() => [], [0]), 'context-length'],
    ['is missing', { ...tagger, tag: () => Promise.resolve({ spans: [], truncated: [], usage }) }, 'protocol'],
    ['never comes for a fault', { ...tagger, tag: () => Promise.reject(new Error('Ada')) }, 'internal'],
    [
      'never comes for want of a service',
      { ...tagger, tag: () => Promise.reject(new AiError('unavailable', 'x')) },
      'unavailable',
    ],
  ])('fails closed on an answer that %s', async (_, faulty, code) => {
    const decision = await guardWith({ tagger: faulty }).check('Ada is here.', {
      stage: 'output',
      context: testContext(),
    });
    expect(decision.action).toBe('block');
    expect(decision.rails[0]?.error).toBe(code);
    expect(JSON.stringify(decision)).not.toContain('Ada');
  });

  it('fails closed on an answer that takes longer than timeoutMs, and tells the tagger to stop', async () => {
    const clock = createFakeClock();
    let signal: AbortSignal | undefined;
    const slow: TextTagger = {
      ...tagger,
      tag: (_, context) => {
        ({ signal } = context);
        return new Promise(() => undefined);
      },
    };
    const rail = taggerRail({ tagger: slow, timeoutMs: 50 });
    const check = createGuard({ rails: [rail], clock }).check('Ada.', { stage: 'output', context: testContext() });
    await clock.advance(51);
    expect(await check).toMatchObject({ action: 'block', rails: [{ error: 'timeout' }] });
    expect(signal?.aborted).toBe(true);
  });

  it('refuses labels that the tagger lacks, and actions without their type', () => {
    expect(() => taggerRail({ tagger, labels: { NAME: 'PERSON' } })).toThrow(/"NAME"/);
    expect(() => taggerRail({ tagger, labels: { PER: 'PERSON' }, actions: { PLACE: 'block' } })).toThrow(/"PLACE"/);
  });
});

function span(start: number, end: number): Span {
  return { start, end, label: 'PER', score: 0.9 };
}
