import { isPlaceholderLabel, placeholderOf } from './placeholder.ts';
import type { VaultState } from './vault-state.ts';

/** A value that a vault has taken in. Its number may change until it is saved. */
export interface VaultEntry {
  readonly label: string;
  readonly value: string;
  readonly number: number;
}

/** The same, as the vault itself sees it. */
interface OwnEntry extends VaultEntry {
  number: number;
  expiresMs: number;
  /** It was saved under its number, so that texts with it may have gone out. */
  isFixed: boolean;
  isDirty: boolean;
}

/** The values of one scope, as one process sees them. */
export interface VaultEntries {
  /** The entry of a value, made when there is none; undefined when there is no room. */
  admit(label: string, value: string, nowMs: number, ttlMs: number): OwnEntry | undefined;
  find(placeholder: string, nowMs: number): OwnEntry | undefined;
  /** What to save: everything that has not expired. */
  state(nowMs: number): VaultState;
  /** Entries that the last save did not hold, or not with this expiry. */
  dirty(): readonly OwnEntry[];
  /** Takes over what others have saved. Their numbers stand; what is not saved here yet moves out of their way. */
  merge(state: VaultState): void;
}

const MOST_LABELS = 200;
const LONGEST_VALUE = 1_024;
/** Keeps an entry below the 1 MiB of a key-value store, whatever characters the values have. */
const MOST_UNITS = 150_000;

export function createVaultEntries(maxValues: number): VaultEntries {
  const byPlaceholder = new Map<string, OwnEntry>();
  const byValue = new Map<string, OwnEntry>();
  /** Placeholders that came to mean two things, because the vault had forgotten one: nobody can tell which is meant. */
  const ambiguous = new Set<string>();
  let counters: Record<string, number> = {};
  let units = 0;
  /** Nothing expires before: looking earlier would find nothing, and a full vault is asked for room again and again. */
  let nextExpiryMs = -Infinity;

  const keyOf = (label: string, value: string): string => `${label} ${value}`;
  const add = (entry: OwnEntry): void => {
    byPlaceholder.set(placeholderOf(entry.label, entry.number), entry);
    byValue.set(keyOf(entry.label, entry.value), entry);
    units += entry.value.length;
    nextExpiryMs = Math.min(nextExpiryMs, entry.expiresMs);
  };
  const drop = (entry: OwnEntry): void => {
    byPlaceholder.delete(placeholderOf(entry.label, entry.number));
    byValue.delete(keyOf(entry.label, entry.value));
    units -= entry.value.length;
  };
  const dropExpired = (nowMs: number): void => {
    if (nowMs < nextExpiryMs) return;
    nextExpiryMs = Infinity;
    for (const entry of [...byPlaceholder.values()]) {
      if (entry.expiresMs <= nowMs) drop(entry);
      else nextExpiryMs = Math.min(nextExpiryMs, entry.expiresMs);
    }
  };
  const nextNumber = (label: string): number => {
    const number = (counters[label] ?? 0) + 1;
    counters[label] = number;
    return number;
  };
  const hasRoom = (label: string, value: string): boolean =>
    byPlaceholder.size < maxValues &&
    units + value.length <= MOST_UNITS &&
    (Object.hasOwn(counters, label) || Object.keys(counters).length < MOST_LABELS);

  return {
    admit(label, value, nowMs, ttlMs) {
      const known = byValue.get(keyOf(label, value));
      if (known !== undefined && known.expiresMs > nowMs) {
        // Written again only when it is worth it: a conversation repeats its values with every turn.
        if (known.expiresMs - nowMs < ttlMs / 2) {
          known.expiresMs = nowMs + ttlMs;
          known.isDirty = true;
        }
        return known;
      }
      if (known !== undefined) drop(known);
      if (!isPlaceholderLabel(label) || value.length > LONGEST_VALUE) return undefined;
      if (!hasRoom(label, value)) dropExpired(nowMs);
      if (!hasRoom(label, value)) return undefined;
      const expiresMs = nowMs + ttlMs;
      const entry = { label, value, number: nextNumber(label), expiresMs, isFixed: false, isDirty: true };
      add(entry);
      return entry;
    },
    find(placeholder, nowMs) {
      const entry = ambiguous.has(placeholder) ? undefined : byPlaceholder.get(placeholder);
      return entry !== undefined && entry.expiresMs > nowMs ? entry : undefined;
    },
    state(nowMs) {
      dropExpired(nowMs);
      const records = Array.from(byPlaceholder.values(), ({ label, number, value, expiresMs }) => {
        return { label, number, value, expiresMs };
      });
      return { records, counters: { ...counters }, writtenMs: nowMs };
    },
    dirty: () => [...byPlaceholder.values()].filter((entry) => entry.isDirty),
    merge(state) {
      const own = [...byPlaceholder.values()];
      byPlaceholder.clear();
      byValue.clear();
      units = 0;
      counters = Object.assign(Object.create(null) as Record<string, number>, state.counters);
      for (const record of state.records) add({ ...record, isFixed: true, isDirty: false });
      for (const entry of own) {
        const placeholder = placeholderOf(entry.label, entry.number);
        const theirs = byValue.get(keyOf(entry.label, entry.value));
        const isTaken = entry.number <= (counters[entry.label] ?? 0);
        if (entry.isFixed && isTaken && theirs?.number !== entry.number) ambiguous.add(placeholder);
        if (theirs !== undefined) {
          drop(theirs);
          entry.isDirty &&= entry.expiresMs > theirs.expiresMs;
          entry.expiresMs = Math.max(entry.expiresMs, theirs.expiresMs);
          entry.number = theirs.number;
          entry.isFixed = true;
        } else if (isTaken) {
          if (entry.isFixed) continue;
          entry.number = nextNumber(entry.label);
        } else {
          counters[entry.label] = entry.number;
          entry.isDirty = true;
        }
        add(entry);
      }
    },
  };
}
