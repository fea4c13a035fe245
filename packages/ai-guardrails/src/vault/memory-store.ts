import type { SteadyTime } from '@org/ai-core';
import type { VaultScope } from './vault-scope.ts';
import { emptyState, type VaultState, type VaultStore } from './vault-state.ts';

interface Kept {
  readonly state: VaultState;
  readonly version: string;
  readonly units: number;
  readonly expiresMs: number;
}

/** Bounds the values of all scopes together, in UTF-16 units. */
const MOST_UNITS = 16_000_000;

/** Keeps the scopes that were used last. What is forgotten stays a placeholder. */
export function createMemoryStore(maxConversations: number, time: SteadyTime): VaultStore {
  /** In the order of their last use. */
  const scopes = new Map<VaultScope, Kept>();
  let units = 0;
  let sequence = 0;

  const forget = (scope: VaultScope): void => {
    units -= scopes.get(scope)?.units ?? 0;
    scopes.delete(scope);
  };
  const find = (scope: VaultScope): Kept | undefined => {
    const kept = scopes.get(scope);
    if (kept === undefined) return undefined;
    scopes.delete(scope);
    if (kept.expiresMs > time.nowMs()) {
      scopes.set(scope, kept);
      return kept;
    }
    units -= kept.units;
    return undefined;
  };
  return {
    load(scope) {
      const kept = find(scope);
      return Promise.resolve({ state: kept?.state ?? emptyState, version: kept?.version ?? null });
    },
    save(scope, state, { version, ttlMs }) {
      if ((find(scope)?.version ?? null) !== version) return Promise.resolve(undefined);
      forget(scope);
      const size = state.records.reduce((sum, record) => sum + record.value.length, scope.length);
      const kept = { state, version: String(++sequence), units: size, expiresMs: time.nowMs() + ttlMs };
      scopes.set(scope, kept);
      units += size;
      for (const oldest of scopes.keys()) {
        if (scopes.size <= maxConversations && units <= MOST_UNITS) break;
        forget(oldest);
      }
      return Promise.resolve(kept.version);
    },
  };
}
