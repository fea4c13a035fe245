import { noopTelemetry, systemClock } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard, guardOf } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import type { Rail, ScanRail } from '../rail/rail.ts';
import { createVault, type Vault } from './vault.ts';

/** Spans that begin inside of others, and end inside of characters. */
const overlapping: ScanRail = {
  id: 'overlapping',
  stages: ['input'],
  mode: 'enforce',
  onError: 'closed',
  maxMatch: 7,
  lookahead: 0,
  triggers: (unit) => unit === 0x40 || unit === 0xd83d,
  open: () => ({
    scan: (cursor) => {
      // Not across markup: what holds markup is not kept.
      const end = cursor.unit(0) === 0x40 ? (/^@[^[\]<>!/]*/.exec(cursor.slice(0, 7))?.[0].length ?? 1) : 1;
      return { start: 0, end, rule: 'part', label: 'PART', score: 1, action: 'redact', isReversible: true };
    },
  }),
};

const rails: readonly Rail[] = [piiRail({ stages: ['input'] }), overlapping];

const fragment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('ada@example.com', 'bob@example.org', '+44 20 7946 0958', '4111 1111 1111 1111'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '536-22-8726',
      '203.0.113.7',
      'DE89 3704 0044 0532 0130 00',
      'https://me:word@host.test/x',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '[EMAIL_ADDRESS_1]',
      '[LITERAL_1]',
      '[PART_1]',
      '[EMAIL_ADDRESS_',
      '1]',
      '[',
      ']',
      '[[A_1]',
      '[PHONE_NUMBER_2]',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('(', ':', '\n', ' ', '(x)', '\u0301', '\u200d', '😀', '\ud83d', '\udc00', '@', '`'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
);
const text = fc.array(fragment, { maxLength: 14 }).map((fragments) => fragments.join(''));
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

function cut(whole: string, at: readonly number[]): string[] {
  const places = at.map((share) => Math.round(share * whole.length)).sort((a, b) => a - b);
  return [...places, whole.length].map((end, index) => whole.slice(index === 0 ? 0 : places[index - 1], end));
}

/** A text that is redacted and put back, each in pieces of its own. */
async function roundTrip(
  vault: Vault,
  original: string,
  inAt: readonly number[],
  outAt: readonly number[],
): Promise<{ redacted: string; restored: string }> {
  const guard = createGuard({ rails, vault });
  const context = testContext({ conversation: 'one' });
  const stream = guard.stream({ stage: 'input', context });
  let redacted = '';
  for await (const piece of stream.transform(cut(original, inAt))) redacted += piece;
  let restored = '';
  for await (const piece of guard.restoreStream(cut(redacted, outAt), { context })) restored += piece;
  return { redacted, restored };
}

describe('restore(redact(x)) === x', () => {
  it('for any text, however both ways are cut, in a conversation that goes on', async () => {
    const vault = createVault({ maxValues: 5_000 });
    await fc.assert(
      fc.asyncProperty(text, cuts, cuts, async (original, inAt, outAt) => {
        const { redacted, restored } = await roundTrip(vault, original, inAt, outAt);
        expect(restored).toBe(original);
        expect(redacted).not.toContain('@');
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not depend on how the text was cut on its way in', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, async (original, at) => {
        const whole = await roundTrip(createVault(), original, [], []);
        expect((await roundTrip(createVault(), original, at, [])).redacted).toBe(whole.redacted);
      }),
      { numRuns: 300 },
    );
  });

  it('at every single place where a stream can be cut', async () => {
    const original =
      '😀 ada@example.com😀(x) [EMAIL_ADDRESS_1] e\u0301@ [PART_ 4111 1111 1111 1111\u0301: 203.0.113.7 \ud83d';
    for (let at = 0; at <= original.length; at++) {
      const { restored } = await roundTrip(createVault(), original, [at / original.length], [at / original.length]);
      expect(restored).toBe(original);
    }
  });

  it('fails without the escape of what looks like a placeholder', async () => {
    const vault = createVault();
    const guard = guardOf({ rails, vault, policy: undefined, telemetry: noopTelemetry, clock: systemClock });
    const context = testContext({ conversation: 'one' });
    const original = 'ada@example.com [EMAIL_ADDRESS_1]';
    const decision = await guard.check(original, { stage: 'input', context });
    const redacted = decision.action === 'redact' ? decision.text : '';
    expect(await guard.restore(redacted, { context })).not.toBe(original);
  });

  it('except for a value that is longer than its rail can see, which stays a placeholder', async () => {
    const original = `${'a'.repeat(40)}@${'b.'.repeat(400)}com`;
    const { redacted, restored } = await roundTrip(createVault(), original, [], []);
    expect(restored).toBe(redacted);
    expect(redacted).toContain('[EMAIL_ADDRESS]');
  });
});
