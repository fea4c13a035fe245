import { AiError, systemClock } from '@org/ai-core';
import { createPolicySwitch } from '../engine/create-policy-switch.ts';
import type { EngineOptions } from '../engine/open-engine.ts';
import type { PolicyEngine, PolicyStamp } from '../engine/policy-engine.ts';
import { folderChanges, type FileChanges } from './file-changes.ts';
import { engineOfFile } from './load-policies.ts';
import { baseName, readBytes } from './read-bytes.ts';

/** What became of a change of the file. */
export interface PolicyReload {
  /** `refused`: the new content is not in force; the policy before it still is. */
  readonly outcome: 'reloaded' | 'refused' | 'unchanged';
  /** What is in force now. */
  readonly policy: PolicyStamp;
  readonly error?: AiError | undefined;
}

/** What is watched, and who is told. */
export interface WatchPoliciesOptions extends EngineOptions {
  readonly path: string;
  /** Hears of every new policy and every refused one. Tell your operators: a refused policy means that a change of theirs is not in force. */
  readonly onReload?: ((reload: PolicyReload) => void) | undefined;
  /** Makes an engine of the file's content, for Cedar and OPA. @defaultValue a policy file of this package, with its tests */
  readonly load?: ((content: Uint8Array, name: string) => Promise<PolicyEngine>) | undefined;
  /** The file must stay the same for this long before it is read as a whole. @defaultValue 100 */
  readonly settleMs?: number | undefined;
  /** Where the file system tells of no changes, the file is looked at this often. @defaultValue 5_000 */
  readonly pollMs?: number | undefined;
  /** @defaultValue a watch on the folder, and polling */
  readonly changes?: FileChanges | undefined;
  /** @defaultValue the file system */
  readonly read?: ((path: string) => Promise<Uint8Array>) | undefined;
}

/** An engine that follows a file. */
export interface WatchedPolicies extends AsyncDisposable {
  readonly engine: PolicyEngine;
  /** Looks at the file now, and tells what became of it. */
  reload(): Promise<PolicyReload>;
  /** Stops watching; the engine goes on with what is in force. */
  close(): Promise<void>;
}

/**
 * Opens a policy file and follows its changes. New content is read when it has settled, checked, held to its own tests,
 * and put in force at once; content that fails any of this is refused, and the policy before it stays. There is no
 * moment without a policy, and without a sound one at the start there is no engine. Node only.
 *
 * @throws AiError as {@link loadPolicies}, when there is no sound policy at the start
 * @example
 * ```ts
 * import { watchPolicies } from '@org/ai-policy/file';
 *
 * const watched = await watchPolicies({
 *   path: 'policies.yaml',
 *   onReload: ({ outcome, policy, error }) => console.log(outcome, policy.version, error?.message),
 * });
 * const { engine } = watched;
 * ```
 */
export async function watchPolicies(options: WatchPoliciesOptions): Promise<WatchedPolicies> {
  const { path, onReload, load, settleMs = 100, pollMs = 5_000, changes, read = readBytes, ...engineOptions } = options;
  const { clock = systemClock } = engineOptions;
  const name = baseName(path);
  const open = load ?? ((content: Uint8Array) => engineOfFile(content, name, engineOptions));
  const stop = new AbortController();

  let known = await read(path);
  const inForce = createPolicySwitch(await open(known, name));
  const { engine } = inForce;
  let lastFault: string | undefined;

  const settled = async (): Promise<Uint8Array> => {
    let content = await readOrFault(read, path);
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      await clock.sleep(settleMs, stop.signal);
      const again = await readOrFault(read, path);
      if (again instanceof Uint8Array && content instanceof Uint8Array && isSame(content, again)) return again;
      if (again instanceof AiError && content instanceof AiError) throw again;
      content = again;
    }
    throw new AiError('conflict', `${name}: the file does not stop changing; replace it in one step, by renaming`);
  };

  const look = async (): Promise<PolicyReload> => {
    let content: Uint8Array | undefined;
    try {
      content = await settled();
      if (isSame(content, known)) {
        lastFault = undefined;
        return { outcome: 'unchanged', policy: engine.policy };
      }
      const next = await open(content, name);
      inForce.swap(next);
      known = content;
      lastFault = undefined;
      return tell({ outcome: 'reloaded', policy: engine.policy });
    } catch (error) {
      if (stop.signal.aborted) return { outcome: 'unchanged', policy: engine.policy };
      const fault = AiError.is(error) ? error : new AiError('internal', `${name}: the policy could not be loaded`);
      const refused: PolicyReload = { outcome: 'refused', policy: engine.policy, error: fault };
      // The same broken file is told of once, however often it is looked at.
      if (fault.message === lastFault) return refused;
      lastFault = fault.message;
      return tell(refused);
    }
  };

  const tell = (reload: PolicyReload): PolicyReload => {
    try {
      onReload?.(reload);
    } catch {
      // Who listens does not decide what is in force.
    }
    return reload;
  };

  let running: Promise<PolicyReload> | undefined;
  let queued: Promise<PolicyReload> | undefined;
  /** One look at a time, and one more for what changed meanwhile. */
  const reload = (): Promise<PolicyReload> => {
    if (running === undefined) {
      running = look().finally(() => {
        running = undefined;
      });
      return running;
    }
    queued ??= running.then(() => {
      queued = undefined;
      return reload();
    });
    return queued;
  };

  const watching = (changes ?? folderChanges(pollMs))(path, () => void reload());
  const close = async (): Promise<void> => {
    watching.stop();
    stop.abort(new AiError('aborted', 'the policy file is no longer watched'));
    await running;
  };
  return { engine, reload, close, [Symbol.asyncDispose]: close };
}

const MAX_TRIES = 50;

async function readOrFault(read: (path: string) => Promise<Uint8Array>, path: string): Promise<Uint8Array | AiError> {
  try {
    return await read(path);
  } catch (error) {
    return AiError.is(error) ? error : new AiError('not-found', 'the policy file cannot be read');
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
