import { abortedError, AiError, type Clock } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import { backgroundClock } from './background-clock.ts';
import { keepAlive } from './heartbeat.ts';
import { encodeHolder, listGenerations, lockFile, readHolder, removeBelow, type Holder } from './lock-folder.ts';
import { createNodeProcessTable, type ProcessTable } from './process-identity.ts';

/** What to lock, and when a silent holder counts as gone. */
export interface LockOptions {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the lock's folder, created when missing; nothing else may live in it. */
  readonly path: string;
  /**
   * Silence after which a holder that cannot be checked (other machine, other container, no start times) is taken for dead. Clocks of the machines must agree better than this.
   * @defaultValue 30_000
   */
  readonly staleAfterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the machine's clock, whose timers do not keep the process alive */
  readonly clock?: Clock | undefined;
  /** Tells whether a holder still runs. @defaultValue the operating system's process table */
  readonly processes?: ProcessTable | undefined;
}

/** A lock that is held until it is released, or lost. */
export interface Lock extends AsyncDisposable {
  /** Number of this holding, greater than all before: hand it to what you write to, so that it can refuse an older holder. */
  readonly generation: number;
  /** Fires when another process has taken the lock over, because this one was silent for too long. Stop writing then. */
  readonly lost: AbortSignal;
  /** Lets the next one in; further calls do nothing. */
  release(): Promise<void>;
}

/**
 * Takes a lock among processes, or says who has it. The lock of a process that ended without releasing it is taken over, by exactly one of racing contenders:
 * at once when it is seen to be dead on this machine, after `staleAfterMs` of silence when it cannot be checked. A process seen to be alive keeps its lock, however silent.
 *
 * @throws AiError `conflict` when another holds it (details: pid, host), `forbidden` in a read-only folder, `aborted`
 * @example
 * ```ts
 * import { acquireLock } from '@org/ai-storage';
 *
 * await using lock = await acquireLock({ path: '/var/lib/assistant/index/writer' });
 * console.log(`writing as holder number ${String(lock.generation)}`);
 * ```
 */
export async function acquireLock(options: LockOptions): Promise<Lock> {
  const { fileSystem = createNodeFileSystem(), path, staleAfterMs = 30_000, signal } = options;
  const { clock = backgroundClock, processes = createNodeProcessTable() } = options;
  if (!(staleAfterMs >= 1000)) throw new AiError('invalid-input', 'staleAfterMs must be 1000 milliseconds or more');
  const identity = await processes.self();
  if ((await fileSystem.stat(path)) === undefined) await fileSystem.makeDirectory(path);
  for (;;) {
    if (signal?.aborted === true) throw abortedError(signal);
    const holder = await readHolder(fileSystem, path);
    if (holder !== undefined && !(await isFree(holder, processes, clock, staleAfterMs))) throw held(path, holder);
    const generation = (holder?.generation ?? 0) + 1;
    const bytes = encodeHolder(identity, clock.epochMs());
    if (!(await fileSystem.createExclusive(lockFile(path, generation, 'lock'), bytes))) continue;
    // The number must not come back after a power cut, or two holders would carry the same one.
    await fileSystem.syncDirectory(path);
    const highest = (await listGenerations(fileSystem, path)).at(-1);
    if (highest === generation) {
      await removeBelow(fileSystem, path, generation);
      return lockOn(fileSystem, path, generation, staleAfterMs, clock);
    }
    // This contender had looked long ago: the number was free again because later holders had swept it away.
    if (highest !== undefined) await fileSystem.remove(lockFile(path, generation, 'lock'));
  }
}

async function isFree(holder: Holder, processes: ProcessTable, clock: Clock, staleAfterMs: number): Promise<boolean> {
  if (holder.isReleased) return true;
  const state = holder.identity === undefined ? 'unknown' : await processes.state(holder.identity);
  if (state !== 'unknown') return state === 'dead';
  return clock.epochMs() - holder.beatMs > staleAfterMs;
}

function held(path: string, holder: Holder): AiError {
  const who =
    holder.identity === undefined
      ? 'an unknown process'
      : `process ${String(holder.identity.pid)} on ${holder.identity.host}`;
  return new AiError('conflict', `${path} is locked by ${who}; wait for it to finish, or end it`, {
    details: { ...(holder.identity && { pid: holder.identity.pid, host: holder.identity.host }) },
  });
}

function lockOn(fileSystem: FileSystem, path: string, generation: number, staleAfterMs: number, clock: Clock): Lock {
  const heartbeat = keepAlive({ fileSystem, path, generation, everyMs: staleAfterMs / 3, clock });
  let releasing: Promise<void> | undefined;
  const release = (): Promise<void> =>
    (releasing ??= (async () => {
      await heartbeat.stop();
      if (heartbeat.lost.aborted) return;
      await fileSystem.createExclusive(lockFile(path, generation, 'released'), new Uint8Array(0));
    })());
  return { generation, lost: heartbeat.lost, release, [Symbol.asyncDispose]: release };
}
