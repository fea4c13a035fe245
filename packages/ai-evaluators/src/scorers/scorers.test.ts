import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abstention } from './abstention.ts';
import { citationExactness, type QuotedSpan } from './citation-exactness.ts';
import { containsFacts } from './contains-facts.ts';
import { exactMatch } from './exact-match.ts';
import { ndcg } from './ndcg.ts';
import type { Scorer } from './scorer.ts';
import { tokenF1 } from './token-f1.ts';

/** The score, or undefined where there is none. */
async function score<Output, Expected>(
  scorer: Scorer<unknown, Output, Expected>,
  output: Output,
  expected: Expected,
): Promise<number | undefined> {
  const row = { id: 'case', input: undefined, expected };
  const result = await scorer.score({ case: row, output, signal: new AbortController().signal });
  return result.kind === 'value' ? result.value : undefined;
}

describe('exactMatch', () => {
  it.each([
    ['Paris', 'paris', 1],
    [' Paris \n France ', 'paris france', 1],
    ['ﬁve', 'five', 1],
    ['Paris.', 'Paris', 0],
    ['', 'Paris', 0],
  ])('compares %j with %j', async (answer, expected, wanted) => {
    expect(await score(exactMatch(), answer, expected)).toBe(wanted);
  });

  it('takes any of several expectations', async () => {
    expect(await score(exactMatch(), 'two', ['2', 'Two'])).toBe(1);
    expect(await score(exactMatch(), 'three', ['2', 'Two'])).toBe(0);
  });
});

describe('containsFacts', () => {
  interface Output {
    readonly text: string;
    readonly cited: readonly string[];
  }
  interface Expected {
    readonly facts?: readonly (readonly string[])[];
    readonly documents?: readonly string[];
  }
  const scorer = containsFacts({
    answer: (output: Output) => output.text,
    facts: (expected: Expected) => expected.facts,
    cited: (output) => output.cited,
    documents: (expected) => expected.documents,
  });
  const facts = [['14 days', 'fourteen days'], ['release manager']];

  it.each([
    ['every fact in one of its forms', 'After FOURTEEN\n days the Release  Manager decides.', 1],
    ['one fact missing', 'After 14 days somebody decides.', 0],
    ['nothing', '', 0],
  ])('judges an answer with %s', async (_name, text, wanted) => {
    expect(await score(scorer, { text, cited: [] }, { facts })).toBe(wanted);
  });

  it('asks for one of the documents where documents are named', async () => {
    const text = '14 days, release manager';
    const expected = { facts, documents: ['a.md', 'b.md'] };
    expect(await score(scorer, { text, cited: ['c.md', 'b.md'] }, expected)).toBe(1);
    expect(await score(scorer, { text, cited: ['c.md'] }, expected)).toBe(0);
    expect(await score(scorer, { text, cited: [] }, expected)).toBe(0);
  });

  it('leaves cases without facts alone', async () => {
    expect(await score(scorer, { text: '', cited: [] }, {})).toBeUndefined();
  });
});

describe('tokenF1', () => {
  // Worked by hand from the definition in SQuAD's evaluation script.
  it.each([
    ['the cat sat', 'A cat sat!', 1],
    ['cat', 'cat sat', 2 / 3],
    ['the the cat', 'cat cat dog', 2 / 4],
    ['dog', 'cat', 0],
    ['the', 'a', 1],
    ['the', 'cat', 0],
    ["don't stop", 'dont stop', 1],
  ])('scores %j against %j', async (answer, expected, wanted) => {
    expect(await score(tokenF1(), answer, expected)).toBeCloseTo(wanted, 12);
  });

  it('takes the best of several expectations', async () => {
    expect(await score(tokenF1(), 'cat', ['dog', 'cat sat', 'cat'])).toBe(1);
  });

  it('is symmetric and from 0 to 1', async () => {
    const words = fc.array(fc.constantFrom('cat', 'dog', 'the', 'sat.', 'up')).map((list) => list.join(' '));
    await fc.assert(
      fc.asyncProperty(words, words, async (a, b) => {
        const value = await score(tokenF1(), a, [b]);
        expect(value).toBe(await score(tokenF1(), b, [a]));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('ndcg', () => {
  type Grades = Readonly<Record<string, number>> | undefined;
  const at = (k: number, gain?: 'linear' | 'exponential'): Scorer<unknown, readonly string[], Grades> =>
    ndcg({ k, gain, ranking: (output: readonly string[]) => output, grades: (expected: Grades) => expected });
  const grades = { a: 10, b: 0, c: 0, d: 1, e: 5 };

  // The examples that scikit-learn's documentation of ndcg_score gives, with its digits: scores (.1, .2, .3, 4, 70) and (.05, 1.1, 1, .5, 0) of documents a to e.
  it.each([
    [['e', 'd', 'c', 'b', 'a'], 5, 0.69569],
    [['b', 'c', 'd', 'a', 'e'], 5, 0.49368],
    [['b', 'c', 'd', 'a', 'e'], 4, 0.35202],
  ])('ranks %j at %i as scikit-learn does', async (ranking, k, wanted) => {
    expect(await score(at(k), ranking, grades)).toBeCloseTo(wanted, 5);
  });

  it('counts exponential gain as Burges does', async () => {
    // (2^0 + 3/log2(3)) / (3 + 1/log2(3)), by hand.
    const wanted = (1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3));
    expect(await score(at(10, 'exponential'), ['x', 'y'], { x: 1, y: 2 })).toBeCloseTo(wanted, 12);
  });

  it('is 1 for the best order only, and 0 when nothing relevant is found', async () => {
    expect(await score(at(3), ['a', 'e', 'd'], grades)).toBe(1);
    expect(await score(at(3), ['b', 'c', 'unknown'], grades)).toBe(0);
    expect(await score(at(3), [], grades)).toBe(0);
  });

  it('counts an id that occurs again at its first place only', async () => {
    expect(await score(at(3), ['d', 'a', 'a'], grades)).toBe(await score(at(3), ['d', 'a'], grades));
  });

  it('never exceeds 1, and has nothing to say without a relevant id', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.integer({ min: 0, max: 4 })),
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
        async (judged, ranking) => {
          const value = await score(at(5), ranking, judged);
          if (Object.values(judged).every((grade) => grade === 0)) expect(value).toBeUndefined();
          else expect(value).toSatisfy((number: number) => number >= 0 && number <= 1);
        },
      ),
    );
  });

  it('refuses a bad k and bad grades', async () => {
    expect(() => at(0)).toThrow('k must be');
    await expect(score(at(3), ['a'], { a: -1 })).rejects.toThrow('grades must be');
  });
});

describe('citationExactness', () => {
  const text = 'Refunds take five days.\r\n😀 Ask support.';
  const scorer = citationExactness({
    citations: (output: readonly QuotedSpan[]) => output,
    text: (document) => (document === 'a.md' ? text : undefined),
  });
  const cite = (start: number, end: number, quote = text.slice(start, end), document = 'a.md'): QuotedSpan => ({
    document,
    quote,
    start,
    end,
  });

  it('accepts every quote that is the slice of its document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.nat(text.length), async (start, length) => {
        const end = Math.min(text.length, start + 1 + length);
        expect(await score(scorer, [cite(start, end)], undefined)).toBe(1);
      }),
    );
  });

  it.each([
    ['one character changed', [cite(0, 7, 'refunds')]],
    ['offsets moved by one', [cite(1, 8, 'Refunds')]],
    ['an end beyond the text', [cite(33, 99, text.slice(33))]],
    ['a negative start', [cite(-8, -1, text.slice(-8, -1))]],
    ['an empty quote', [cite(3, 3)]],
    ['an unknown document', [cite(0, 7, 'Refunds', 'b.md')]],
    ['one wrong among right ones', [cite(0, 7), cite(8, 12, 'TAKE')]],
  ])('fails an output with %s', async (_name, citations) => {
    expect(await score(scorer, citations, undefined)).toBe(0);
  });

  it('has nothing to say without citations', async () => {
    expect(await score(scorer, [], undefined)).toBeUndefined();
  });
});

describe('abstention', () => {
  const scorer = abstention({
    isAbstained: (output: string) => output === 'none',
    shouldAbstain: (expected: boolean) => expected,
  });

  it('scores the cases without an answer only', async () => {
    expect(await score(scorer, 'none', true)).toBe(1);
    expect(await score(scorer, 'made up', true)).toBe(0);
    expect(await score(scorer, 'none', false)).toBeUndefined();
  });
});
