import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import type { MatchAction, ScanRail } from '../rail/rail.ts';

const scope = { stage: 'output', context: testContext() } as const;
const SIGN = '='.charCodeAt(0);

/** Takes the three units behind `=`; the sign stays. */
function valueRail(action: MatchAction, start = 1): ScanRail {
  return {
    id: 'value',
    stages: ['output'],
    mode: 'enforce',
    onError: 'closed',
    maxMatch: 4,
    lookahead: 0,
    triggers: (unit) => unit === SIGN,
    open: () => ({
      scan: (cursor) =>
        cursor.slice(1, 4).length < 3 ? undefined : { start, end: 4, rule: 'value', label: 'VALUE', score: 1, action },
    }),
  };
}

describe('a match that begins behind the cursor', () => {
  const text = 'a=abc, \u{1f600}=\u{1f601}d b==xyz c=12';

  it('leaves what stands before it, however the text is cut', async () => {
    const guard = createGuard({ rails: [valueRail('redact')] });
    const whole = await guard.check(text, scope);
    expect(whole.action === 'redact' && whole.text).toBe('a=[VALUE], \u{1f600}=[VALUE] b=[VALUE]z c=12');
    for (let cut = 0; cut <= text.length; cut++) {
      const stream = guard.stream(scope);
      let released = await stream.push(text.slice(0, cut));
      expect(stream.heldUnits).toBeLessThanOrEqual(guard.maxHeldUnits('output'));
      released += await stream.push(text.slice(cut));
      released += (await stream.end()).text;
      expect(released).toBe('a=[VALUE], \u{1f600}=[VALUE] b=[VALUE]z c=12');
    }
  });

  it('lets the sign out as soon as the value is known, and blocks behind it', async () => {
    const redacting = createGuard({ rails: [valueRail('redact')] }).stream(scope);
    expect(await redacting.push('a=ab')).toBe('a');
    expect(await redacting.push('c')).toBe('=[VALUE]');
    const blocking = createGuard({ rails: [valueRail('block')] }).stream(scope);
    expect(await blocking.push('a=abcd')).toBe('a=');
  });

  it('is a fault of the rail when it begins before the cursor', async () => {
    const guard = createGuard({ rails: [valueRail('redact', -1)] });
    const decision = await guard.check(text, scope);
    expect(decision.action).toBe('block');
    expect(decision.rails[0]?.error).toBe('protocol');
  });
});
