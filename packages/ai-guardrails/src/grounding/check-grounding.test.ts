import type { EntailmentModel, RerankModel } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGrounding } from './check-grounding.ts';
import type { GroundingPassage } from './sources.ts';

const handbook: GroundingPassage = {
  text: [
    'A refund is paid within 14 days of the claim.',
    'The support lead approves every refund above 500 EUR.',
    'Some parcels are weighed twice before they leave.',
    'Customers may not return opened food.',
    'The Highfield depot reports to Ada Marsh, and Linden Park reports to Jo Reed.',
  ].join(' '),
  origin: { trust: 'trusted', sources: [] },
};
const mail: GroundingPassage = {
  text: 'A refund is paid within 41 days of the claim. The kiosk at the tram stop is closed in October.',
  origin: { trust: 'untrusted', sources: [] },
};
const usage = { inputTokens: 0, outputTokens: 0, source: 'none' } as const;

async function statusOf(sentence: string, passages: readonly GroundingPassage[] = [handbook]): Promise<string> {
  const verdicts = await checkGrounding(sentence, passages);
  expect(verdicts).toHaveLength(1);
  return [verdicts[0]?.status, ...(verdicts[0]?.reasons ?? [])].join(' ');
}

describe('checkGrounding', () => {
  it.each([
    'A refund is paid within 14 days of the claim.',
    'Refunds are paid within fourteen days.',
    'The support lead has to approve each refund above 500 EUR.',
    'Above 500 EUR, every refund is approved by the support lead.',
    'Opened food may not be returned by customers.',
  ])('supports %j', async (sentence) => {
    expect(await statusOf(sentence)).toMatch(/^supported/);
  });

  it.each([
    ['another number', 'A refund is paid within 41 days of the claim.', 'number'],
    ['a number of something else', 'A refund is paid within 500 days of the claim.', ''],
    ['a denial', 'A refund is not paid within 14 days of the claim.', 'negation'],
    ['a lost denial', 'Customers may return opened food.', 'negation'],
    ['another quantity', 'All parcels are weighed twice before they leave.', 'quantifier'],
    ['an opposite', 'Some parcels are weighed twice after they leave.', 'opposite'],
    [
      'names the other way round',
      'The Linden Park depot reports to Ada Marsh, and Highfield reports to Jo Reed.',
      'order',
    ],
    ['an unknown name', 'The support lead Kit Barrow approves every refund.', 'name'],
    ['an invented fact', 'The canteen serves soup on Fridays.', ''],
  ])('does not support %s', async (_, sentence, reason) => {
    expect(await statusOf(sentence)).toMatch(/^unsupported/);
    expect(await statusOf(sentence)).toContain(reason);
  });

  it.each(['Hello!', 'Sure, here is the answer:', 'Do you need anything else?', 'The documents do not say so.', '- '])(
    'finds nothing to check in %j',
    async (sentence) => {
      for (const { status } of await checkGrounding(sentence, [handbook])) expect(status).toBe('not-checkable');
    },
  );

  it('takes a question or an abstention that brings in a number for a claim', async () => {
    expect(await statusOf('Did you know that a refund takes 41 days?')).toMatch(/^unsupported/);
    expect(await statusOf('The documents do not say that Kit Barrow is ill.')).toMatch(/^unsupported/);
  });

  it('holds a sentence against the passages that it cites, and against all where it cites none', async () => {
    const food = 'Customers may not return opened food.';
    const verdicts = await checkGrounding(`${food} [2] ${food} [1][2] ${food} ${food} [7]`, [handbook, mail]);
    expect(verdicts.map(({ status, cited }) => [status, cited])).toEqual([
      ['unsupported', [1]],
      ['supported', [0, 1]],
      ['supported', [0, 1]],
      ['unsupported', []],
    ]);
    expect(verdicts[3]?.reasons).toEqual(['citation']);
  });

  it('gives spans of the answer with their markers, and the place that supports them', async () => {
    const answer = 'Hello!\n- Customers may not return opened food. [1]\nBye';
    const [, verdict] = await checkGrounding(answer, [handbook]);
    expect(answer.slice(verdict?.start, verdict?.end)).toBe('- Customers may not return opened food. [1]');
    const { start, end } = verdict!.support!;
    expect(handbook.text.slice(start, end)).toBe('Customers may not return opened food.');
  });

  it('says when only untrusted passages support a sentence, and where a trusted one says otherwise', async () => {
    const [refund] = await checkGrounding('A refund is paid within 41 days of the claim.', [mail, handbook]);
    expect(refund).toMatchObject({
      status: 'supported-by-untrusted-only',
      support: { passage: 0 },
      disagreement: { passage: 1 },
    });
    const [kiosk] = await checkGrounding('The kiosk at the tram stop is closed in October.', [handbook, mail]);
    expect(kiosk).toMatchObject({ status: 'supported-by-untrusted-only', disagreement: undefined });
  });

  it('does not let words of an untrusted passage into a trusted sentence unmarked', async () => {
    const [verdict] = await checkGrounding('The support lead approves every refund above 500 EUR at the kiosk.', [
      handbook,
      mail,
    ]);
    expect(verdict?.status).toBe('supported-by-untrusted-only');
  });

  it.each([
    ['invisible characters', 'A re\u200bfund is pa\u00adid within 4\u200b1 days of the claim.'],
    ['look-alike letters', 'A rеfund is раid within 41 dаys of thе clаim.'],
    ['character references', 'A &#114;efund is paid within &#52;1 days of the claim.'],
    ['other widths', 'Ａ ｒｅｆｕｎｄ ｉｓ ｐａｉｄ ｗｉｔｈｉｎ ４１ ｄａｙｓ.'],
  ])('reads through %s', async (_, sentence) => {
    expect(await statusOf(sentence)).toContain('unsupported number');
  });

  it('accepts no foreign word where the vocabulary is closed', async () => {
    const check = async (text: string) => (await checkGrounding(text, [handbook], { vocabulary: 'closed' }))[0];
    expect(await check('A refund is paid within 14 days of the claim.')).toMatchObject({ status: 'supported' });
    for (const foreign of ['kqzxjw', 'refundkqzxjw', '7391'])
      expect(await check(`A refund is paid within 14 days of the claim ${foreign}.`)).toMatchObject({
        status: 'unsupported',
      });
    expect(await check('Shall we go on with kqzxjw?')).toMatchObject({
      status: 'unsupported',
      reasons: ['vocabulary'],
    });
  });

  describe('with models', () => {
    const says = (entailed: number, contradicted = 0): EntailmentModel => ({
      id: 'fake',
      entail: ({ pairs }) => Promise.resolve({ scores: pairs.map(() => ({ entailed, contradicted })), usage }),
    });
    const paraphrase = 'One gets the money back in two weeks after one has claimed a refund.';

    it('lets an entailment model support a paraphrase, or contradict shared words', async () => {
      const context = testContext();
      const status = async (text: string, entailment: EntailmentModel) =>
        (await checkGrounding(text, [handbook], { entailment, context }))[0]?.status;
      expect(await statusOf('People get their money back soon after the claim of a refund.')).toMatch(/^unsupported/);
      expect(await status('People get their money back soon after the claim of a refund.', says(0.9))).toBe(
        'supported',
      );
      expect(await status(paraphrase, says(0.1))).toBe('unsupported');
      expect(await status('A refund is paid within 14 days of the claim.', says(0.1, 0.8))).toBe('unsupported');
    });

    it('keeps an invented number unsupported whatever the model says', async () => {
      const options = { entailment: says(1), context: testContext() };
      const [verdict] = await checkGrounding('A refund is paid within 41 days.', [handbook], options);
      expect(verdict?.status).toBe('unsupported');
    });

    it('lets a reranker pick the places', async () => {
      const asked: number[] = [];
      const reranker: RerankModel = {
        id: 'fake',
        rerank: ({ documents }) => {
          asked.push(documents.length);
          return Promise.resolve({ ranking: [{ index: 0, score: 1 }], truncated: [], usage });
        },
      };
      const [verdict] = await checkGrounding('A refund is paid within 14 days of the claim.', [handbook], {
        reranker,
        context: testContext(),
      });
      expect(verdict?.status).toBe('supported');
      expect(asked[0]).toBeGreaterThan(1);
    });

    it.each([
      ['too few scores', { id: 'm', entail: () => Promise.resolve({ scores: [], usage }) }],
      ['scores out of range', says(7)],
      ['no number', says(Number.NaN)],
    ])('takes %s for a broken protocol', async (_, entailment) => {
      await expect(
        checkGrounding('A refund is paid within 14 days.', [handbook], { entailment, context: testContext() }),
      ).rejects.toMatchObject({ code: 'protocol' });
    });

    it('needs to know who asks', () => {
      expect(() => checkGrounding('x', [], { entailment: says(1) })).toThrow(/context is missing/);
    });
  });

  it('refuses a threshold that is none', () => {
    expect(() => checkGrounding('x', [], { threshold: 7 })).toThrow(/threshold must be a number from 0 to 1/);
  });

  it('survives any text, and gives scores from 0 to 1 and spans in order', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('refund ', '14 ', '[1]', '. ', '&#xfffffff;', '\ud83d', '\n', '"'),
    );
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (answer, source) => {
        let end = 0;
        for (const verdict of await checkGrounding(answer, [{ text: source }])) {
          expect(verdict.score).toBeGreaterThanOrEqual(0);
          expect(verdict.score).toBeLessThanOrEqual(1);
          expect(verdict.start).toBeGreaterThanOrEqual(end);
          ({ end } = verdict);
        }
        expect(end).toBeLessThanOrEqual(answer.length);
      }),
      { numRuns: 150 },
    );
  });

  it('says the same of a sentence that comes again, at its own place', async () => {
    const sentence = 'A refund is paid within 41 days.';
    const [first, again] = await checkGrounding(`${sentence} ${sentence}`, [handbook]);
    expect(again).toEqual({ ...first, start: sentence.length + 1, end: 2 * sentence.length + 1 });
  });
});
