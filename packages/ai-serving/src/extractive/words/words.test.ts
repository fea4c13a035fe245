import { describe, expect, it } from 'vitest';
import { stem } from './stem.ts';
import { synonymsOf } from './synonyms.ts';
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
    ['10000', '10,000', '10 000', '10k'],
    ['38', '38.0'],
    ['organise', 'organize', 'organised', 'organizing'],
    ['colour', 'color', 'colours'],
    ['metre', 'meter', 'metres'],
    ['programme', 'program', 'programmes'],
  ])('brings forms of %s together', (word, ...forms) => {
    for (const form of forms) expect(stem(form)).toBe(stem(word));
  });

  it.each([
    ['policy', 'police'],
    ['status', 'state'],
    ['need', 'needle'],
    ['business', 'bus'],
    ['1.5', '15'],
    ['hour', 'horse'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(stem(a)).not.toBe(stem(b));
  });
});

describe('synonymsOf', () => {
  it.each([
    ['hire', 'recruit'],
    ['vacation', 'holiday'],
    ['share', 'proportion'],
    ['erase', 'deletes'],
  ])('knows that %s can be %s, both ways', (a, b) => {
    expect(synonymsOf(stem(a))).toContain(stem(b));
    expect(synonymsOf(stem(b))).toContain(stem(a));
  });

  it('does not chain groups, and knows nothing of other words', () => {
    expect(synonymsOf(stem('holiday'))).not.toContain(stem('resign'));
    expect(synonymsOf('zanzibar').size).toBe(0);
  });
});

describe('tokenize', () => {
  it('takes digits in groups of three for one number, and nothing else', () => {
    expect(tokenize('10 000 EUR in 2026 100 times, 1 20 300 4000').map(({ word }) => word)).toEqual([
      '10 000',
      'eur',
      'in',
      '2026',
      '100',
      'times',
      '1',
      '20 300',
      '4000',
    ]);
  });

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
