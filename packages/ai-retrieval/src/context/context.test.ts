import { createContext, type Passage, type RerankModel } from '@org/ai-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { user } from '../testing/corpus.ts';
import { diversify } from './diversify.ts';
import { packContext } from './pack-context.ts';
import { rerankPassages } from './rerank-passages.ts';

function passageOf(document: string, text: string, score = 1, start = 0): Passage {
  const span = { start, end: start + text.length };
  const digest = `sha256:${'0'.repeat(64)}`;
  const origin = { trust: 'untrusted' as const, sources: [{ document, digest, span }] };
  return { document, digest, span, text, headingPath: ['Handbook'], score, origin };
}

const refunds = 'A refund above five hundred euros needs the signature of the head of finance before it is paid out.';
const depots = 'The depot in the harbour opens at six in the morning and closes when the last lorry has left the yard.';
const claims =
  'Claims for damaged parcels close fourteen days after delivery unless photographs were sent earlier by mail.';
const names = (passages: readonly Passage[]): string => passages.map(({ document }) => document).join('');

describe('packContext', () => {
  const count = (text: string): number => text.split(' ').length;
  const options = { maxTokens: 1_000, overheadTokens: 0, countTokens: count };

  it('takes what fits in order, and a shorter one further down', () => {
    const packed = packContext(
      [passageOf('a', refunds), passageOf('b', `${depots} ${depots}`), passageOf('c', claims)],
      { ...options, maxTokens: 36 },
    );
    expect(names(packed.passages)).toBe('ac');
    expect(packed.tokens).toBe(count(refunds) + count(claims));
    expect(packed.omitted).toMatchObject([{ passage: { document: 'b' }, reason: 'budget' }]);
  });

  it('leaves out repetitions: the same words elsewhere, a part of it, an overlapping span', () => {
    const packed = packContext(
      [
        passageOf('a', refunds),
        passageOf('b', refunds.toUpperCase().replace('.', '!')),
        passageOf('c', refunds.slice(0, 70)),
        passageOf('a', 'Something else entirely.', 1, 50),
        passageOf('d', depots),
        passageOf('a', claims, 1, 500),
      ],
      options,
    );
    expect(names(packed.passages)).toBe('ada');
    expect(packed.omitted.map(({ passage, reason }) => [passage.document, reason])).toEqual([
      ['b', 'duplicate'],
      ['c', 'duplicate'],
      ['a', 'duplicate'],
    ]);
  });

  it('orders by relevance, by document, or with the best at both ends', () => {
    const given = [
      passageOf('a', refunds, 1, 900),
      passageOf('b', depots),
      passageOf('a', claims, 1, 10),
      passageOf('c', 'Short.'),
    ];
    const starts = (order: 'relevance' | 'edges' | 'document'): string =>
      packContext(given, { ...options, order })
        .passages.map(({ document, span }) => document + String(span.start))
        .join(' ');
    expect(starts('relevance')).toBe('a900 b0 a10 c0');
    expect(starts('edges')).toBe('a900 a10 c0 b0');
    expect(starts('document')).toBe('a10 a900 b0 c0');
  });

  it('never passes its budget, loses nothing, and changes no passage', () => {
    const passages = fc.array(
      fc
        .record({ document: fc.constantFrom('a', 'b'), text: fc.lorem({ maxCount: 30 }), start: fc.nat(900) })
        .map(({ document, text, start }) => passageOf(document, text, 1, start)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(passages, fc.integer({ min: 1, max: 200 }), (given, maxTokens) => {
        const packed = packContext(given, { maxTokens });
        expect(packed.tokens).toBeLessThanOrEqual(maxTokens);
        expect(new Set([...packed.passages, ...packed.omitted.map(({ passage }) => passage)])).toEqual(new Set(given));
        expect(packed.passages.length + packed.omitted.length).toBe(given.length);
      }),
    );
  });

  it.each([
    [{ maxTokens: 0 }, /maxTokens/],
    [{ maxTokens: Number.NaN }, /maxTokens/],
    [{ maxTokens: 1, overheadTokens: -1 }, /overheadTokens/],
    [{ maxTokens: 1, duplicateShare: 0 }, /duplicateShare/],
    [{ maxTokens: 1, countTokens: () => Number.NaN }, /countTokens/],
  ])('refuses %j', (wrong, message) => {
    expect(() => packContext([passageOf('a', refunds)], wrong)).toThrow(message);
  });
});

describe('diversify', () => {
  const given = [passageOf('a', refunds, 9), passageOf('b', `${refunds} Really.`, 8), passageOf('c', depots, 5)];

  it('puts a new thought before a repetition, and leaves the order at relevance 1', () => {
    expect(names(diversify(given, { relevance: 0.5 }))).toBe('acb');
    expect(names(diversify(given, { relevance: 1 }))).toBe('abc');
    expect(names(diversify(given, { relevance: 0.5, limit: 2 }))).toBe('ac');
    expect(diversify([])).toEqual([]);
  });

  it('keeps the first first and gives every passage once, whatever the scores', () => {
    const passages = fc.array(fc.record({ text: fc.lorem(), score: fc.double({ noNaN: true, min: -5, max: 5 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(passages, fc.double({ min: 0, max: 1, noNaN: true }), (parts, relevance) => {
        const all = parts.map(({ text, score }, at) => passageOf(String(at), text, score));
        const result = diversify(all, { relevance });
        expect(result[0]).toBe(all[0]);
        expect(new Set(result)).toEqual(new Set(all));
        expect(result).toHaveLength(all.length);
      }),
    );
  });

  it('refuses a relevance beyond 1 and a limit of 0', () => {
    expect(() => diversify(given, { relevance: 1.1 })).toThrow(/relevance/);
    expect(() => diversify(given, { limit: 0 })).toThrow(/limit/);
  });
});

describe('rerankPassages', () => {
  const given = [passageOf('a', refunds, 3), passageOf('b', depots, 2), passageOf('c', claims, 1)];
  const asked: string[][] = [];
  const modelOf = (...ranking: readonly (readonly [number, number])[]): RerankModel => ({
    id: 'fake',
    rerank({ documents }) {
      asked.push([...documents]);
      const usage = { inputTokens: 0, outputTokens: 0, source: 'none' as const };
      return Promise.resolve({ ranking: ranking.map(([index, score]) => ({ index, score })), truncated: [], usage });
    },
  });
  const rerank = (model: RerankModel, limit?: number): Promise<readonly Passage[]> =>
    rerankPassages(model, { query: 'q', passages: given, limit }, createContext({ principal: user().principal }));

  it('orders by the model, shows it the headings, and keeps where each passage comes from', async () => {
    const result = await rerank(modelOf([1, 0.2], [2, 0.9], [0, 0.5]));
    expect(names(result)).toBe('cab');
    expect(result[0]).toEqual({ ...given[2], score: 0.9 });
    expect(asked.at(-1)?.[0]).toBe(`Handbook\n${refunds}`);
    expect(names(await rerank(modelOf([1, 0.2], [2, 0.9], [0, 0.5]), 2))).toBe('ca');
  });

  it('lets what the model leaves out follow in the old order', async () => {
    const result = await rerank(modelOf([2, -1]));
    expect(result.map(({ document, score }) => [document, score])).toEqual([
      ['c', -1],
      ['a', -1],
      ['b', -1],
    ]);
    expect(names(await rerank(modelOf()))).toBe('abc');
  });

  it.each([
    ['a place out of range', [[3, 1]]],
    ['a negative place', [[-1, 1]]],
    ['half a place', [[0.5, 1]]],
    [
      'a place twice',
      [
        [0, 1],
        [0, 2],
      ],
    ],
    ['a score that is no number', [[0, Number.NaN]]],
  ] as const)('takes %s for a fault', async (_, ranking) => {
    await expect(rerank(modelOf(...(ranking as readonly (readonly [number, number])[])))).rejects.toMatchObject({
      code: 'protocol',
    });
  });

  it('asks no model about nothing', async () => {
    const before = asked.length;
    expect(await rerankPassages(modelOf(), { query: 'q', passages: [] }, user())).toEqual([]);
    expect(asked.length).toBe(before);
    await expect(rerank(modelOf(), 0)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
