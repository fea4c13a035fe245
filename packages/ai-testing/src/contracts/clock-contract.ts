import assert from 'node:assert/strict';
import type { Clock } from '@org/ai-core';
import type { ContractCase } from './contract-case.ts';
import { rejection } from './rejection.ts';

/** What the clock contract is held against. */
export interface ClockSubject {
  readonly clock: Clock;
  /** Lets this much time pass: `advance` of a fake clock, a real wait otherwise. */
  readonly pass: (ms: number) => Promise<void>;
}

/** What every clock promises: monotonic time, sleeps that end in order and not early, and sleeps that can be cancelled. */
export const clockContract: readonly ContractCase<ClockSubject>[] = [
  {
    name: 'goes forward on both scales',
    run: async ({ clock, pass }) => {
      const before = { epoch: clock.epochMs(), monotonic: clock.monotonicMs() };
      await pass(20);
      assert.ok(clock.monotonicMs() - before.monotonic >= 19, 'monotonicMs did not move');
      assert.ok(clock.epochMs() - before.epoch >= 18, 'epochMs did not move');
    },
  },
  {
    name: 'wakes sleepers in order and never early',
    run: async ({ clock, pass }) => {
      const startedMs = clock.monotonicMs();
      const woken: number[] = [];
      const sleeps = [15, 5, 10].map(async (ms) => {
        await clock.sleep(ms);
        assert.ok(clock.monotonicMs() - startedMs >= ms - 1, `woke early from ${String(ms)} ms`);
        woken.push(ms);
      });
      await pass(15);
      await Promise.all(sleeps);
      assert.deepEqual(woken, [5, 10, 15]);
    },
  },
  {
    name: 'rejects a sleep with aborted, and the reason as cause, when it is cancelled',
    run: async ({ clock }) => {
      const reason = new Error('enough');
      const controller = new AbortController();
      const sleep = clock.sleep(60_000, controller.signal);
      controller.abort(reason);
      assert.equal((await rejection(sleep, 'aborted')).cause, reason);
      await rejection(clock.sleep(0, AbortSignal.abort()), 'aborted');
    },
  },
];
