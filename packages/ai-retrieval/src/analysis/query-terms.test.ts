import { expect, it } from 'vitest';
import { queryTerms } from './query-terms.ts';

it.each([
  ['How long do we have to keep customs declarations?', ['keep', 'custom', 'declar']],
  ['refund limit', ['refund', 'limit']],
  ['promotions in May', ['promot', 'mai']],
])('keeps what %j is about', (query, terms) => {
  expect([...queryTerms(query).keys()]).toEqual(terms);
});

it('keeps question words where there is nothing else, and counts repeated words', () => {
  expect([...queryTerms('who are you').keys()]).toEqual(['who', 'you']);
  expect(queryTerms('refund of a refund')).toEqual(new Map([['refund', 2]]));
});
