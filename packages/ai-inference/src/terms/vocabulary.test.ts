import { describe, expect, it } from 'vitest';
import { encodeVocabulary, parseVocabulary } from './vocabulary.ts';
import { reservedId, weighTerms } from './weights.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a vocabulary file', () => {
  it('gives back the ids it was written with', () => {
    const vocabulary = parseVocabulary(encodeVocabulary(['claim', 'travel', 'über']), 'vocabulary.txt');
    expect(vocabulary.size).toBe(3);
    expect(['claim', 'travel', 'über', 'other'].map((term) => vocabulary.idOf(term))).toEqual([1, 2, 3, undefined]);
    expect(parseVocabulary(encodeVocabulary([]), 'vocabulary.txt').size).toBe(0);
  });

  it.each([
    ['an empty line', bytes('a\n\nb\n')],
    ['a repeated term', bytes('a\nb\na\n')],
    ['a cut last line', bytes('a\nb')],
    ['broken UTF-8', Uint8Array.of(0x61, 0xff, 0x0a)],
  ])('is refused with %s', (_, content) => {
    expect(() => parseVocabulary(content, 'vocabulary.txt')).toThrow(
      expect.objectContaining({ code: 'integrity', details: { file: 'vocabulary.txt' } }),
    );
  });
});

describe('weighTerms', () => {
  const vocabulary = parseVocabulary(encodeVocabulary(['claim', 'travel']), 'vocabulary.txt');

  it('damps counts and scales known terms to length 1, after the reserved row', () => {
    const { ids, weights, tokens } = weighTerms(vocabulary, 'travel travel claim unknown', 100);
    expect(ids).toEqual([reservedId, 1, 2]);
    expect(Math.hypot(...weights.slice(1))).toBeCloseTo(1, 12);
    expect((weights[2] ?? 0) / (weights[1] ?? 0)).toBeCloseTo(1 + Math.log(2), 6);
    expect(tokens).toBe(4);
  });

  it('leaves the reserved row alone where nothing is known', () => {
    expect(weighTerms(vocabulary, 'nothing here', 100).ids).toEqual([reservedId]);
  });
});
