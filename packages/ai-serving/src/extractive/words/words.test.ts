import { describe, expect, it } from 'vitest';
import { stem } from './stem.ts';
import { tokenize } from './tokens.ts';

describe('stem', () => {
  it.each([
    ['refund', 'refunds', 'refunded', 'refunding'],
    ['retry', 'retries', 'retried', 'retrying'],
    ['approve', 'approved', 'approval', 'approvals', 'approves'],
    ['deploy', 'deployment', 'deployments', 'deployed'],
    ['keep', 'kept', 'keeps', 'keeping'],
    ['stop', 'stopped', 'stopping', 'stops'],
    ['14', 'fourteen'],
    ['box', 'boxes'],
  ])('brings forms of %s together', (word, ...forms) => {
    for (const form of forms) expect(stem(form)).toBe(stem(word));
  });

  it.each([
    ['policy', 'police'],
    ['status', 'state'],
    ['need', 'needle'],
    ['business', 'bus'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(stem(a)).not.toBe(stem(b));
  });
});

describe('tokenize', () => {
  it('keeps numbers whole and drops possessive endings', () => {
    expect(tokenize("The driver's 1,000 EUR at 09:30, 0.38 each").map(({ word }) => word)).toEqual([
      'the',
      'driver',
      '1,000',
      'eur',
      'at',
      '09:30',
      '0.38',
      'each',
    ]);
  });
});
