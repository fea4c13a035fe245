import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charactersPerToken, maxTermLength, readTerms, type TermReading } from './terms.ts';

function termsOf(text: string, maxTokens = 1000): { terms: string[]; reading: TermReading } {
  const terms: string[] = [];
  const reading = readTerms(text, maxTokens, (term) => terms.push(term));
  return { terms, reading };
}

describe('readTerms', () => {
  it.each([
    ['English words by their stem', 'Approvals approved APPROVING', ['approv', 'approv', 'approv']],
    ['codes and numbers as they are', 'Form T-2041, §7.3', ['form', 't', '2041', '7', '3']],
    ['accents and other alphabets', 'Überstunden, résumé, договор', ['überstunden', 'résumé', 'договор']],
    ['full-width letters as the plain ones', 'ＡＢＣ１', ['abc1']],
    ['composed and decomposed letters alike', 'caf\u00e9 cafe\u0301', ['café', 'café']],
    ['scripts without spaces as pairs of characters', '東京都 と', ['東京', '京都', 'と']],
    ['nothing in punctuation', '... -- !?', []],
  ])('reads %s', (_, text, expected) => {
    expect(termsOf(text).terms).toEqual(expected);
  });

  it('counts a word that is too long to be language, and gives no term for it', () => {
    const { terms, reading } = termsOf(`start ${'q'.repeat(maxTermLength + 1)} end`);
    expect(terms).toEqual(['start', 'end']);
    expect(reading).toEqual({ tokens: 3, isTruncated: false });
  });

  it('stops at the limit of tokens and says so', () => {
    expect(termsOf('one two three', 3).reading).toEqual({ tokens: 3, isTruncated: false });
    expect(termsOf('one two three four', 3)).toEqual({
      terms: ['on', 'two', 'three'],
      reading: { tokens: 3, isTruncated: true },
    });
  });

  it('reads no further than the characters that its tokens may have', () => {
    const { terms, reading } = termsOf(`${' '.repeat(2 * charactersPerToken)}word`, 2);
    expect(terms).toEqual([]);
    expect(reading).toEqual({ tokens: 0, isTruncated: true });
  });

  it('gives short lower-case terms without spaces for any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const isProper = (term: string): boolean =>
          /^[\p{L}\p{M}\p{N}]+$/u.test(term) &&
          term.length <= maxTermLength &&
          term === term.normalize('NFKC').toLowerCase().normalize('NFKC');
        expect(termsOf(text).terms.filter((term) => !isProper(term))).toEqual([]);
      }),
    );
  });
});
