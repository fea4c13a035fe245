import { AiError } from '@org/ai-core';

/** Time limits of one call, in milliseconds. The deadline of the call's context holds beside them. */
export interface Timeouts {
  /** Until the connection stands; not used with an own `dispatcher`. @defaultValue 5,000 */
  readonly connectMs?: number | undefined;
  /** From the call until the first piece of a streamed answer. @defaultValue 60,000 */
  readonly firstTokenMs?: number | undefined;
  /** Between two pieces of data once the answer has begun. @defaultValue 30,000 */
  readonly idleMs?: number | undefined;
  /** For the whole call. @defaultValue 600,000 */
  readonly totalMs?: number | undefined;
}

/** {@link Timeouts} with their defaults filled in. */
export type ResolvedTimeouts = { readonly [K in keyof Timeouts]-?: number };

const defaults: ResolvedTimeouts = { connectMs: 5_000, firstTokenMs: 60_000, idleMs: 30_000, totalMs: 600_000 };

/** @throws AiError `invalid-input` naming the limit that is no positive number */
export function resolveTimeouts(timeouts: Timeouts = {}): ResolvedTimeouts {
  const resolve = (name: keyof Timeouts): number => {
    const value = timeouts[name] ?? defaults[name];
    if (!(Number.isFinite(value) && value > 0)) {
      throw new AiError('invalid-input', `timeouts.${name} must be a number of milliseconds above 0`);
    }
    return value;
  };
  return {
    connectMs: resolve('connectMs'),
    firstTokenMs: resolve('firstTokenMs'),
    idleMs: resolve('idleMs'),
    totalMs: resolve('totalMs'),
  };
}
