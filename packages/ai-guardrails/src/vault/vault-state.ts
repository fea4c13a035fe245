import type { VaultScope } from './vault-scope.ts';

/** A value and the placeholder that stands for it. */
export interface VaultRecord {
  readonly label: string;
  readonly number: number;
  readonly value: string;
  readonly expiresMs: number;
}

/** All values of a scope. */
export interface VaultState {
  readonly records: readonly VaultRecord[];
  /** Highest number that was given out, by label: none is given out twice, also not after its value has expired. */
  readonly counters: Readonly<Record<string, number>>;
  /** When it was written: time does not go back behind it. */
  readonly writtenMs: number;
}

/** A state as it was read, and the version that a write of the next one names; null where there was none. */
export interface LoadedState {
  readonly state: VaultState;
  readonly version: string | null;
}

/** How a state is saved. */
interface VaultSave {
  /** The version that is written over; null where there is none. */
  readonly version: string | null;
  readonly ttlMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where the states of scopes are kept. */
export interface VaultStore {
  load(scope: VaultScope, signal?: AbortSignal): Promise<LoadedState>;
  /** Resolves to the new version, or to undefined when somebody else has written since. */
  save(scope: VaultScope, state: VaultState, options: VaultSave): Promise<string | undefined>;
}

export const emptyState: VaultState = { records: [], counters: {}, writtenMs: 0 };
