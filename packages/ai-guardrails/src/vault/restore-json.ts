import type { VaultSession } from './vault-session.ts';

/** The same value with its strings restored; keys and whatever is no plain JSON stay as they are. */
export function restoreJson<T>(value: T, session: Pick<VaultSession, 'restore'>): T {
  return restored(value, session) as T;
}

function restored(value: unknown, session: Pick<VaultSession, 'restore'>): unknown {
  if (typeof value === 'string') return session.restore(value);
  if (Array.isArray(value)) return value.map((item) => restored(item, session));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restored(item, session)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
