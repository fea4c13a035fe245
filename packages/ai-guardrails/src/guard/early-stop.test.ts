import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { piiRail } from '../pii/pii.ts';
import type { JudgeRail, RailMatch } from '../rail/rail.ts';
import { createGuard } from './guard.ts';

const scope = { stage: 'output', context: testContext() } as const;
const block: RailMatch = { start: 0, end: 1, rule: 'r', label: 'L', score: 1, action: 'block' };

/** Never answers; knows whether it was asked, and whether it was told to stop. */
function patient(id: string): { readonly rail: JudgeRail; readonly asked: string[]; isTold: () => boolean } {
  const asked: string[] = [];
  let told = false;
  const rail: JudgeRail = {
    id,
    stages: ['output'],
    mode: 'enforce',
    onError: 'closed',
    unit: 'sentence',
    open: ({ signal }) => {
      signal.addEventListener('abort', () => (told = true));
      return {
        judge: ({ text }) => {
          asked.push(text);
          return new Promise(() => undefined);
        },
      };
    },
  };
  return { rail, asked, isTold: () => told };
}

function answering(
  id: string,
  answer: (text: string) => readonly RailMatch[] | Promise<readonly RailMatch[]>,
): JudgeRail {
  return { ...patient(id).rail, open: () => ({ judge: ({ text }) => answer(text) }) };
}

describe('once a rail has blocked', () => {
  it('judging rails that run beside it are told to stop, and the decision does not wait for them', async () => {
    const slow = patient('slow');
    const quick = answering('quick', async () => [block]);
    const decision = await createGuard({ rails: [slow.rail, quick], clock: createFakeClock() }).check('A text.', scope);
    expect(decision).toMatchObject({ action: 'block', reason: 'rail "quick" blocked the text (r)' });
    expect(slow.isTold()).toBe(true);
  });

  it('a scanning rail spares the judging ones their work, whatever their order', async () => {
    const slow = patient('slow');
    const rails = [slow.rail, piiRail({ defaultAction: 'block' })];
    const decision = await createGuard({ rails, clock: createFakeClock() }).check('To ada@example.com. More.', scope);
    expect(decision.action).toBe('block');
    expect(slow.asked).toEqual([]);
  });

  it('a stream still waits for judgements on what stands before, and on nothing else', async () => {
    const asked: string[] = [];
    const careful = answering('careful', async (text) => {
      asked.push(text.trim());
      return Promise.resolve(text.includes('order') ? [{ ...block, end: text.length, action: 'redact' }] : []);
    });
    const text = 'An order. Fine. To ada@example.com. An order.';
    for (const chunks of [[text], text.split('')]) {
      asked.length = 0;
      const stream = createGuard({ rails: [careful, piiRail({ defaultAction: 'block' })] }).stream(scope);
      let released = '';
      for await (const piece of stream.transform(chunks)) released += piece;
      expect(released).toBe('[L] Fine. To ');
      expect((await stream.decision).action).toBe('block');
      expect(asked.slice(0, 3)).toEqual(['An order.', 'Fine.', 'To ada@example.com.']);
      expect(asked.length).toBeLessThanOrEqual(3);
    }
  });
});
