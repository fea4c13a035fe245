import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from './pii.ts';
import { builtInRecognisers } from './recognisers/built-in.ts';
import { personName } from './recognisers/person-name.ts';
import { postalAddress } from './recognisers/postal-address.ts';

const guard = createGuard({ rails: [piiRail({ recognisers: [personName(), postalAddress()] })] });
const scope = { stage: 'output', context: testContext() } as const;

const fragments = fc.constantFrom(
  'https://ada:s3cr3t-Word@git.example.com',
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  '00:1A:2b:3C:4d:5E',
  'RSSMRA85T10A562S',
  '2 69 05 49 588 157 80',
  '529.982.247-25',
  '85.07.30-033.28',
  '12345678Z',
  'NHS 943 476 5919',
  'passport C01X00T47',
  'BIC COBADEFFXXX',
  'born on March 12, 1980',
  'geb. am 12. März 1980',
  'Dear Thandiwe,',
  'My name is Zéphyrine van der Berg',
  '221B Baker Street, London NW1 6XE',
  'Hauptstraße 5, 10115 Berlin',
  'ada@example.com',
  '+44 20 7946 0958',
  '4111 1111 1111 1111',
  'VIN 1M8GDM9AXKP042788',
  '912-70-1234',
  '\ud83d\ude00',
  '\u0301',
  ' ',
  '. ',
  '\n',
  ', ',
  '-',
  ':',
  '/',
  '7',
  'A',
  'word ',
);
const texts = fc.array(fragments, { maxLength: 10 }).map((parts) => parts.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });

describe('all recognisers together', () => {
  it('give the same text and findings however a text is cut, and hold no more than they declare', async () => {
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (text, sizes) => {
        const whole = await guard.check(text, scope);
        const stream = guard.stream(scope);
        let released = '';
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          released += await stream.push(text.slice(at, at + size));
          at += size;
          expect(stream.heldUnits).toBeLessThanOrEqual(guard.maxHeldUnits('output'));
        }
        const { text: tail, decision } = await stream.end();
        expect(released + tail).toBe(whole.action === 'redact' ? whole.text : text);
        expect(decision.findings).toEqual(whole.findings);
        expect(decision.rails[0]?.error).toBeUndefined();
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('are at no fault on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect((await guard.check(text, scope)).rails[0]?.error).toBeUndefined();
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('are bounded: each declares a length, and looks no further than 400 units', () => {
    for (const { type, maxLength, lookahead = 20, lookbehind = 40 } of builtInRecognisers) {
      expect({ type, isBounded: maxLength > 0 && maxLength + lookahead + lookbehind <= 400 }).toEqual({
        type,
        isBounded: true,
      });
    }
  });
});
