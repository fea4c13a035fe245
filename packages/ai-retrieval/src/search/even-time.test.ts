import type { Clock } from '@org/ai-core';
import { expect, it } from 'vitest';
import { onGrid } from './even-time.ts';

/** A clock that moves when somebody sleeps, and a little at each look. */
function createClock(): Clock & { now: number } {
  const clock = {
    now: 100,
    epochMs: () => clock.now,
    monotonicMs: () => (clock.now += 0.25),
    sleep: (ms: number) => {
      clock.now += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

it.each([
  [0.5, 5],
  [4, 5],
  [5.5, 10],
  [23, 25],
])('an answer that takes %d ms leaves after %d', async (workMs, expected) => {
  const clock = createClock();
  const started = clock.now;
  const answer = await onGrid(clock, 5, async () => {
    await clock.sleep(workMs);
    return 'answer';
  });
  expect(answer).toBe('answer');
  expect(clock.now - started).toBeGreaterThanOrEqual(expected);
  expect(clock.now - started).toBeLessThan(expected + 1);
});

it('a failure waits as an answer does', async () => {
  const clock = createClock();
  const started = clock.now;
  await expect(onGrid(clock, 5, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(clock.now - started).toBeGreaterThanOrEqual(5);
});

it('nothing waits without a grid', async () => {
  const clock = createClock();
  await onGrid(clock, 0, () => Promise.resolve());
  expect(clock.now).toBe(100);
});
