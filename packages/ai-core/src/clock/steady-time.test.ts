import { describe, expect, it } from 'vitest';
import { createSteadyTime } from './steady-time.ts';

describe('steady time', () => {
  const machine = { epoch: 1_000_000, monotonic: 0 };
  const clock = {
    epochMs: () => machine.epoch,
    monotonicMs: () => machine.monotonic,
    sleep: () => Promise.resolve(),
  };

  it('follows the wall clock, and goes on at the monotonic pace when that is set back', () => {
    const time = createSteadyTime(clock);
    expect(time.nowMs()).toBe(1_000_000);
    machine.epoch += 500;
    machine.monotonic += 500;
    expect(time.nowMs()).toBe(1_000_500);
    machine.epoch -= 900_000;
    machine.monotonic += 10;
    expect(time.nowMs()).toBe(1_000_510);
    machine.epoch += 900_000;
    machine.monotonic += 10;
    expect(time.nowMs()).toBe(1_000_520);
  });

  it('is never before a time that was seen elsewhere', () => {
    const time = createSteadyTime(clock);
    time.atLeast(9_000_000);
    machine.monotonic += 5;
    expect(time.nowMs()).toBe(9_000_005);
  });
});
