import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard, piiRail, type Rail } from '../index.ts';

const context = testContext();

/** Blocks sentences about secrets; each of its answers takes less time than the one before. */
function slowRail(): Rail {
  let delayMs = 60;
  return {
    id: 'slow',
    stages: ['output'],
    mode: 'enforce',
    onError: 'closed',
    unit: 'sentence',
    open: () => ({
      async judge({ text }) {
        await new Promise((resolve) => setTimeout(resolve, (delayMs -= 20)));
        if (!text.includes('secret')) return [];
        return [{ start: 0, end: text.length, rule: 'r', label: 'SECRET', score: 1, action: 'block' }];
      },
    }),
  };
}

describe('a guard that is not used as it should be', () => {
  it('releases nothing unchecked when pushes overlap', async () => {
    const stream = createGuard({ rails: [slowRail()] }).stream({ stage: 'output', context });
    const pushed = await Promise.allSettled(
      ['The secret is out. ', 'Fine here. ', 'And on it goes. '].map((chunk) => stream.push(chunk)),
    );
    const text = pushed.map((one) => (one.status === 'fulfilled' ? one.value : '')).join('');
    expect(text).not.toContain('secret');
    expect(text).not.toContain('Fine');
    expect((await stream.end()).decision.action).toBe('block');
  });

  it('blocks where the policy itself fails, also for a rail that fails open', async () => {
    const policy = {
      id: 'p',
      decide: (): never => {
        throw new Error('no policy for ada@example.com');
      },
    };
    const guard = createGuard({ rails: [piiRail({ onError: 'open' })], policy });
    const decision = await guard.check('by ada@example.com', { stage: 'output', context });
    expect(decision.action).toBe('block');
    expect(JSON.stringify(decision)).not.toContain('ada@');
  });
});
