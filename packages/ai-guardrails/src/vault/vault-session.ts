import { AiError, type SteadyTime } from '@org/ai-core';
import { replacePlaceholders } from './placeholder.ts';
import { createRestoreStream, encodingOf, type RestoreFormat, type RestoreStream } from './restore-stream.ts';
import { createVaultEntries, type VaultEntry } from './vault-entries.ts';
import type { VaultScope } from './vault-scope.ts';
import type { Within } from './within-context.ts';
import type { LoadedState, VaultStore } from './vault-state.ts';

/** The values of one principal in one conversation, as they were when the session was opened and as it has added to them. */
export interface VaultSession {
  /** The same text with the values in place of their placeholders; what is no placeholder of this scope stays. */
  restore(text: string, options?: { readonly format?: RestoreFormat | undefined }): string;
  /** The same for text that arrives in chunks. Holds back less than 60 UTF-16 units: the start of a placeholder. */
  restoreStream(options?: { readonly format?: RestoreFormat | undefined }): RestoreStream;
  /** Takes a value in; undefined when it cannot be kept. Its number counts once {@link VaultSession.save} has resolved. */
  admit(label: string, value: string): VaultEntry | undefined;
  /** Whether this placeholder stands for a value here. */
  has(placeholder: string): boolean;
  /**
   * Makes everything that was taken in durable, under numbers that nobody else gives out.
   * @throws AiError `conflict` when others were faster again and again, `integrity`, `aborted` or `timeout` when the
   * call that opened the session is over, and what the store rejects with
   */
  save(): Promise<void>;
}

/** How a scope is opened. */
export interface VaultSessionParts {
  readonly store: VaultStore;
  readonly scope: VaultScope;
  readonly time: SteadyTime;
  readonly ttlMs: number;
  readonly maxValues: number;
  /** Ends waiting for the store when the call is over. */
  readonly within: Within;
}

const MOST_TRIES = 20;

export async function openVaultSession(parts: VaultSessionParts): Promise<VaultSession> {
  const { store, scope, time, ttlMs, within } = parts;
  const entries = createVaultEntries(parts.maxValues);
  let version: string | null = null;
  let floorMs = 0;
  let saving: Promise<void> = Promise.resolve();

  const nowMs = (): number => Math.max(floorMs, time.nowMs());
  const take = (loaded: LoadedState): void => {
    version = loaded.version;
    floorMs = Math.max(floorMs, loaded.state.writtenMs);
    entries.merge(loaded.state);
  };
  take(await within((signal) => store.load(scope, signal)));

  const saveOnce = async (signal: AbortSignal | undefined): Promise<boolean> => {
    const batch = entries.dirty();
    if (batch.length === 0) return true;
    // Twice as long as its values: their numbers are not given out again right after they have expired.
    const saved = await store.save(scope, entries.state(nowMs()), { version, ttlMs: 2 * ttlMs, signal });
    if (saved === undefined) return false;
    version = saved;
    for (const entry of batch) Object.assign(entry, { isFixed: true, isDirty: false });
    return true;
  };
  const save = async (signal: AbortSignal | undefined): Promise<void> => {
    for (let tries = 1; !(await saveOnce(signal)); tries += 1) {
      if (tries === MOST_TRIES)
        throw new AiError('conflict', 'other calls of this conversation keep writing to the vault; retry the call', {
          isRetryable: true,
        });
      take(await store.load(scope, signal));
    }
  };
  const valueOf = (placeholder: string): string | undefined => {
    const entry = entries.find(placeholder, nowMs());
    return entry?.isFixed === true ? entry.value : undefined;
  };
  return {
    restore: (text, { format = 'text' } = {}) => {
      const encode = encodingOf(format);
      return replacePlaceholders(text, (placeholder) => encode(valueOf(placeholder)));
    },
    restoreStream: ({ format = 'text' } = {}) => createRestoreStream(valueOf, format),
    admit: (label, value) => entries.admit(label, value, nowMs(), ttlMs),
    has: (placeholder) => valueOf(placeholder) !== undefined,
    save: () => {
      const done = saving.then(() => within(save));
      saving = done.catch(() => undefined);
      return done;
    },
  };
}
