import fc from 'fast-check';
import { expect, it } from 'vitest';
import { analyse } from './analyse.ts';

it.each([
  ['The refunds of customers', ['refund', 'custom']],
  ["The carrier's vans don't wait", ['carrier', 'van', "don't", 'wait']],
  ['Above 1,000.50 EUR or 3.14', ['abov', '1000.50', 'eur', '3.14']],
  ['max_tokens v2 RAG', ['max_token', 'v2', 'rag']],
  ['Straße ＡＢＣ', ['straße', 'abc']],
  ['東京の lab', ['東', '京', 'の', 'lab']],
  ['the of and', []],
  ['😀 — …', []],
])('analyses %j', (text, terms) => {
  expect([...analyse(text)]).toEqual(terms);
});

it('gives terms for any text without failing, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...analyse(text)]).toEqual([...analyse(text)]);
    }),
  );
});
