import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '../contracts/ports.ts';
import { systemClock } from '../clock/system-clock.ts';
import { createServicePrincipal } from '../principal/service-principal.ts';
import { contextSignal, createContext, remainingMs, throwIfDone } from './context.ts';

const principal = createServicePrincipal({ tenant: 'meridian', subject: 'job' });

function steppedClock(): Clock & { now: number; wake: (() => void)[] } {
  const clock = {
    now: 0,
    wake: [] as (() => void)[],
    epochMs: () => clock.now,
    monotonicMs: () => clock.now,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        clock.wake.push(resolve);
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  };
  return clock;
}

describe('createContext', () => {
  it('refuses a missing principal and a time limit that is none', () => {
    expect(() => createContext({ principal: undefined as never })).toThrow('principal is missing');
    expect(() => createContext({ principal, timeoutMs: Number.NaN })).toThrow('timeoutMs');
  });

  it('counts the deadline down on the monotonic clock', () => {
    const clock = steppedClock();
    const context = createContext({ principal, timeoutMs: 100, clock });
    clock.now = 40;
    expect(remainingMs(context, clock)).toBe(60);
    throwIfDone(context, clock);
    clock.now = 100;
    expect(() => throwIfDone(context, clock)).toThrow(expect.objectContaining({ code: 'timeout' }));
  });

  it('says aborted when the caller has cancelled', () => {
    const context = createContext({ principal, signal: AbortSignal.abort() });
    expect(() => throwIfDone(context)).toThrow(expect.objectContaining({ code: 'aborted' }));
  });
});

describe('contextSignal', () => {
  it('fires with timeout at the deadline', async () => {
    const clock = steppedClock();
    const { signal } = contextSignal(createContext({ principal, timeoutMs: 10, clock }), clock);
    expect(signal.aborted).toBe(false);
    clock.wake[0]?.();
    await vi.waitFor(() => expect(signal.reason).toMatchObject({ code: 'timeout' }));
  });

  it('has fired when the deadline had passed before, without waiting for a timer', () => {
    const clock = steppedClock();
    const { signal } = contextSignal(createContext({ principal, timeoutMs: 0, clock }), clock);
    expect(signal.reason).toMatchObject({ code: 'timeout' });
    expect(clock.wake).toHaveLength(0);
  });

  it('fires with aborted when the caller cancels, also when that was before', () => {
    const caller = new AbortController();
    const before = contextSignal(createContext({ principal, signal: caller.signal }));
    caller.abort();
    expect(before.signal.reason).toMatchObject({ code: 'aborted' });
    expect(contextSignal(createContext({ principal, signal: caller.signal })).signal.aborted).toBe(true);
  });

  it('leaves no timer behind when disposed', async () => {
    const clock = steppedClock();
    const disposable = contextSignal(createContext({ principal, timeoutMs: 10, clock }), clock);
    disposable[Symbol.dispose]();
    clock.wake[0]?.();
    await Promise.resolve();
    expect(disposable.signal.aborted).toBe(false);
  });
});

describe('systemClock', () => {
  it('stops sleeping when the signal fires', async () => {
    const caller = new AbortController();
    const sleeping = systemClock.sleep(1_000_000, caller.signal);
    caller.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'aborted' });
    await expect(systemClock.sleep(1, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
  });
});
