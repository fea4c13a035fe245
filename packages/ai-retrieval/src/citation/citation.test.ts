import { sha256 } from '@org/ai-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCitation } from './check-citation.ts';
import { findQuote } from './find-quote.ts';
import { verifyCitation } from './verify-citation.ts';

const text = 'Alpha beta.\r\n\r\nGamma  delta\nepsilon. Alpha beta.';

describe('verifyCitation', () => {
  it.each([
    ['the quote at its span', {}, true],
    ['a span that is off by one', { span: { start: 1, end: 12 } }, false],
    ['a quote that differs in white space', { quote: 'Alpha  beta.' }, false],
    ['a span outside of the text', { span: { start: 0, end: 1_000 }, quote: text }, false],
    ['a span that counts from the end', { span: { start: -11, end: 49 } }, false],
    ['an empty quote', { span: { start: 3, end: 3 }, quote: '' }, false],
    ['a text that has changed since', { digest: `sha256:${'0'.repeat(64)}` }, false],
  ])('takes %s for what it is', async (_, change, expected) => {
    const citation = { document: 'd', digest: await sha256(text), span: { start: 0, end: 11 }, quote: 'Alpha beta.' };
    expect(verifyCitation({ ...citation, ...change }, text)).toBe(expected);
  });
});

describe('checkCitation', () => {
  const cited = async (change: object = {}): Promise<Parameters<typeof checkCitation>[0]> => ({
    document: 'd',
    digest: await sha256(text),
    span: { start: 0, end: 11 },
    quote: 'Alpha beta.',
    ...change,
  });

  it.each([
    ['verified', {}, { start: 0, end: 11 }, 'Alpha beta.'],
    ['repaired', { span: { start: 45, end: 60 } }, { start: 37, end: 48 }, 'Alpha beta.'],
    ['repaired', { span: { start: -1, end: Number.NaN } }, { start: 0, end: 11 }, 'Alpha beta.'],
    ['repaired', { quote: 'Gamma delta epsilon.' }, { start: 15, end: 36 }, 'Gamma  delta\nepsilon.'],
  ] as const)('%s: %j', async (status, change, span, quote) => {
    const checked = checkCitation(await cited(change), text);
    expect(checked).toEqual({ status, citation: { ...(await cited()), span, quote, isVerified: true } });
    expect(verifyCitation(checked.citation, text)).toBe(true);
  });

  it.each([
    ['not-found', { quote: 'Alpha gamma.' }, text],
    ['not-found', { quote: '' }, text],
    ['source-changed', {}, `${text} More.`],
    ['source-unavailable', {}, undefined],
  ] as const)('%s: %j, and is not verified', async (status, change, source) => {
    const citation = await cited(change);
    expect(checkCitation(citation, source)).toEqual({ status, citation: { ...citation, isVerified: false } });
  });
});

describe('findQuote', () => {
  it('finds the occurrence nearest to where the passage was', () => {
    expect(findQuote(text, 'Alpha beta.', { start: 0, end: 11 })).toEqual({ start: 0, end: 11 });
    expect(findQuote(text, 'Alpha beta.', { start: 20, end: 48 })?.start).toBe(37);
  });

  it('finds a quote whose lines were reflowed, and gives the span of the original', () => {
    const span = findQuote(text, 'Gamma delta epsilon.', { start: 0, end: 48 });
    expect(text.slice(span?.start, span?.end)).toBe('Gamma  delta\nepsilon.');
  });

  it('does not find what is not there', () => {
    expect(findQuote(text, 'Alpha gamma.', { start: 0, end: 48 })).toBeUndefined();
    expect(findQuote(text, ' ', { start: 0, end: 48 })).toBeUndefined();
  });

  it('finds every slice of any text, and the slice it gives equals the quote up to white space', () => {
    const folded = (words: string): string => words.replace(/\s+/g, ' ').trim();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), fc.boolean(), (whole, a, b, isReflowed) => {
        const start = a % (whole.length + 1);
        const slice = whole.slice(start, start + (b % 20));
        const quote = isReflowed ? folded(slice) : slice;
        const found = findQuote(whole, quote, { start, end: start + slice.length });
        if (quote.trim() === '') expect(found).toBeUndefined();
        else {
          expect(found).toBeDefined();
          expect(folded(whole.slice(found?.start, found?.end))).toBe(folded(quote));
        }
      }),
    );
  });
});
