import { systemClock } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rail, ScanRail, Scanner } from '../rail/rail.ts';
import { createScreen } from '../screen/screen.ts';
import { piiRail } from './pii.ts';
import type { PiiRecogniser } from './recogniser.ts';

const fragments = fc.constantFrom(
  ...[
    'ada@example.com',
    'a.b-c@d',
    '@',
    'x'.repeat(70),
    'e\u0301',
    '\ud83d\ude00',
    '\ud83d',
    'zoë',
    '_',
    '.',
    '-',
    ',',
  ],
  ...[
    '4111 1111 1111 1111',
    '4111-1111-1111-1112',
    'DE89 3704 0044 0532 0130 00',
    'DE',
    '89',
    '+44 20 7946 0958',
    '(202)',
  ],
  ...[' 555-0143', 'ssn 123-45-6789', '203.0.113.9', '2001:db8::7', '::', '00:1b:44:11:3a:b7', 'https://a:b@c.org/'],
  ...[
    'born 3 May 1980',
    'DEUTDEFF',
    'BIC ',
    'AB',
    'Abc',
    'ABCDEFGHIJK',
    'P<',
    'word ',
    ' ',
    '  ',
    '\n',
    '1',
    '7 ',
    '2026',
    ' (',
    '/',
  ],
);
const texts = fc.array(fragments, { maxLength: 10 }).map((parts) => parts.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });

function findingsOf(rail: Rail, chunks: readonly string[]): string {
  const screen = createScreen({
    rails: [rail],
    scope: { stage: 'output', context: testContext(), signal: new AbortController().signal },
    clock: systemClock,
  });
  // No scanning rail makes the text wait.
  const released = [...chunks.map((chunk) => screen.push(chunk)), screen.end()].map(String).join('');
  const { findings, rails } = screen.outcome();
  return JSON.stringify({ released, findings, errors: rails.map(({ error }) => error) });
}

function scanning(rail: Rail, change: (scanner: Scanner) => Scanner): ScanRail {
  const scan = rail as ScanRail;
  return { ...scan, open: (scope) => change(scan.open(scope)) };
}

function chunksOf(text: string, sizes: readonly number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0, turn = 0; at < text.length; at += sizes[turn++ % sizes.length]!) {
    chunks.push(text.slice(at, at + sizes[turn % sizes.length]!));
  }
  return chunks;
}

/** Skipping saves work and nothing else: unit by unit, without it, the same is found. */
function assertSkipsNothing(rail: Rail): void {
  const slow = scanning(rail, ({ scan }) => ({ scan }));
  fc.assert(
    fc.property(texts, cuts, (text, sizes) => {
      const expected = findingsOf(slow, [text]);
      expect(findingsOf(rail, [text])).toBe(expected);
      expect(findingsOf(rail, chunksOf(text, sizes))).toBe(expected);
    }),
    { numRuns: 300, seed: 5 },
  );
}

const threeDigits: PiiRecogniser = {
  type: 'THREE_DIGITS',
  maxLength: 3,
  isWordBound: true,
  begins: (unit) => unit >= 0x30 && unit <= 0x39,
  open: () => (cursor) => (/^[0-9]{3}$/.test(cursor.slice(0, 3)) ? { end: 3, rule: 'three', score: 1 } : undefined),
};

describe('words that are passed over', () => {
  it('hold nothing that any recogniser finds, however the text is cut', () => {
    assertSkipsNothing(piiRail());
  });

  it('hold nothing that a recogniser finds inside of words', () => {
    const inside: PiiRecogniser = {
      type: 'HASHTAG_LIKE',
      maxLength: 4,
      isWordBound: false,
      begins: (unit) => unit === 0x62,
      open: () => (cursor) => (cursor.slice(0, 2) === 'bc' ? { end: 2, rule: 'bc', score: 1 } : undefined),
    };
    assertSkipsNothing(piiRail({ recognisers: [inside] }));
  });

  const mutants: Readonly<Record<string, Rail>> = {
    'a recogniser names too few first words': piiRail({
      recognisers: [{ ...threeDigits, firstWord: ({ length }) => length === 2 }],
    }),
    'a recogniser names an anchor that its values lack': piiRail({
      recognisers: [{ ...threeDigits, anchor: { unit: 0x2f, within: 9, through: () => true } }],
    }),
    'it skips to the end': scanning(piiRail(), ({ scan }) => ({ scan, skip: ({ end }) => end })),
    'it does not wait for the rest of a word': scanning(piiRail(), ({ scan, skip }) => ({
      scan,
      skip: (arrived, from) => {
        const next = skip?.(arrived, from) ?? from;
        return next < 0 ? Math.min(arrived.end, -next) : next;
      },
    })),
  };
  it.each(Object.entries(mutants))('are noticed where %s', (_name, rail) => {
    expect(() => assertSkipsNothing(rail)).toThrow();
  });

  it('are no way out: a skip to where there is no text is a fault of the rail', () => {
    for (const next of [-100, 0.5, 100, Number.NaN]) {
      const rail = scanning(piiRail(), ({ scan }) => ({ scan, skip: () => next }));
      expect(findingsOf(rail, ['some text'])).toMatch(/"released":"".*"errors":\["protocol"\]/);
    }
  });
});
