import { AiError, systemClock, type Clock } from '@org/ai-core';
import type { FileStat, FileSystem } from '../../file-system/file-system.ts';
import {
  changeFile,
  changeNames,
  find,
  findDirectory,
  findFile,
  newDirectory,
  newFile,
  partsOf,
  syncNames,
  type DirectoryNode,
} from './disk.ts';
import { operate, turns, type Machine, type Session } from './machine.ts';
import { createRandom } from './random.ts';
import { simulatedHandle } from './simulated-handle.ts';
import { survive } from './survive.ts';

/** Which disaster to simulate. */
export interface PowerCutOptions {
  /** Decides when operations interleave, what of the unsynced is lost and how: the same seed repeats the same disaster. */
  readonly seed: number;
  /** Number of the operation during which the power fails by itself. @defaultValue never: only `cut()` does it */
  readonly cutAfter?: number | undefined;
  /** Size of the disk; a write beyond it is cut short and rejects with `resource-exhausted`. @defaultValue no limit */
  readonly capacityBytes?: number | undefined;
  /** Source of modification times. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** What changes with the next start of the machine. */
export type RestartOptions = Pick<PowerCutOptions, 'cutAfter' | 'capacityBytes'>;

/** A file system in memory that keeps no more than fsync has promised. */
export interface PowerCutFileSystem extends FileSystem {
  /** Fails the power, if it has not failed yet, and returns the file system as found after it comes back. Each call draws another outcome. */
  cut(restart?: RestartOptions): PowerCutFileSystem;
  /** Kills the process alone: what it wrote is still in the machine's memory, and is lost only by a later power cut. */
  kill(restart?: RestartOptions): PowerCutFileSystem;
  readonly isPowered: boolean;
  /** Operations since the start of the machine: run once without a cut to know how many places there are to cut at. */
  readonly operations: number;
}

/**
 * Makes an in-memory file system for proofs of durability. Unsynced writes, truncations, creations, renames and removals are lost, torn or reordered by a cut, each apart;
 * what a resolved `sync` of the file and `syncDirectory` of its directory covered survives. After the power has failed every operation rejects with `unavailable`.
 *
 * @example
 * ```ts
 * import { openJournal } from '@org/ai-storage';
 * import { createPowerCutFileSystem } from '@org/ai-storage/testing';
 *
 * const before = createPowerCutFileSystem({ seed: 7 });
 * const journal = await openJournal({ fileSystem: before, path: '/data/votes.journal' });
 * await journal.append('acknowledged');
 * const after = before.cut();
 * const found = await openJournal({ fileSystem: after, path: '/data/votes.journal' });
 * console.log(found.recovered.records); // 1
 * ```
 */
export function createPowerCutFileSystem(options: PowerCutOptions): PowerCutFileSystem {
  const random = createRandom(options.seed);
  return boot(newDirectory(), options, { random, clock: options.clock ?? systemClock });
}

function boot(
  root: DirectoryNode,
  options: RestartOptions,
  kept: Pick<Machine, 'random' | 'clock'>,
): PowerCutFileSystem {
  const { cutAfter = Infinity, capacityBytes = Infinity } = options;
  return sessionOn({ ...kept, root, cutAfter, capacityBytes, isPowered: true, operations: 0, order: 0 });
}

function sessionOn(machine: Machine): PowerCutFileSystem {
  const session: Session = { isAlive: true };
  const run = <T>(effect: () => T): Promise<T> => operate(machine, session, effect);
  return {
    ...filesOf(machine, session, run),
    ...directoriesOf(machine, run),
    cut(restart = {}) {
      machine.isPowered = false;
      return boot(survive(machine.root, machine.random), restart, machine);
    },
    kill(restart = {}) {
      session.isAlive = false;
      const { cutAfter = Infinity, capacityBytes = Infinity } = restart;
      return sessionOn(Object.assign(machine, { cutAfter, capacityBytes, operations: 0 }));
    },
    get isPowered() {
      return machine.isPowered;
    },
    get operations() {
      return machine.operations;
    },
  };
}

type Run = <T>(effect: () => T) => Promise<T>;

function parentOf(machine: Machine, path: string): readonly [DirectoryNode, string] {
  const parts = partsOf(path);
  const name = parts.at(-1);
  if (name === undefined) throw new AiError('invalid-input', 'the root directory cannot be replaced');
  return [findDirectory(machine.root, parts.slice(0, -1), path), name];
}

function filesOf(
  machine: Machine,
  session: Session,
  run: Run,
): Pick<FileSystem, 'open' | 'readFile' | 'stat' | 'createExclusive'> {
  return {
    open: (path, mode) =>
      run(() => {
        const [directory, name] = parentOf(machine, path);
        if (mode === 'read') return simulatedHandle(machine, session, findFile(machine.root, path), true);
        if (!directory.entries.has(name)) {
          const created = newFile(machine.clock.epochMs());
          changeNames(directory, { order: ++machine.order, names: [[name, created]] });
        }
        const file = findFile(machine.root, path);
        if (mode === 'create' && file.content.length > 0)
          changeFile(file, { order: ++machine.order, kind: 'truncate', length: 0 });
        return simulatedHandle(machine, session, file, false);
      }),
    readFile: (path) =>
      run(() => {
        const { content } = findFile(machine.root, path);
        return content.read(0, content.length);
      }),
    stat: (path) =>
      run((): FileStat | undefined => {
        const node = find(machine.root, partsOf(path));
        if (node === undefined) return undefined;
        if (node.kind === 'directory') return { kind: 'directory', bytes: 0, modifiedMs: 0 };
        return { kind: 'file', bytes: node.content.length, modifiedMs: node.modifiedMs };
      }),
    createExclusive: (path, bytes) =>
      run(() => {
        const [directory, name] = parentOf(machine, path);
        if (directory.entries.has(name)) return false;
        const created = newFile(machine.clock.epochMs(), bytes);
        changeNames(directory, { order: ++machine.order, names: [[name, created]] });
        return true;
      }),
  };
}

function directoriesOf(
  machine: Machine,
  run: Run,
): Pick<FileSystem, 'list' | 'makeDirectory' | 'rename' | 'remove' | 'syncDirectory'> {
  const syncDirectory = async (path: string): Promise<void> => {
    const order = machine.order;
    await turns(machine);
    await run(() => {
      syncNames(findDirectory(machine.root, partsOf(path), path), order);
    });
  };
  return {
    list: (path) => run(() => [...findDirectory(machine.root, partsOf(path), path).entries.keys()].sort()),
    makeDirectory: async (path) => {
      const parts = partsOf(path);
      for (let depth = 1; depth <= parts.length; depth += 1) {
        const parent = parts.slice(0, depth - 1);
        await run(() => {
          makeOne(machine, findDirectory(machine.root, parent, path), parts[depth - 1] ?? '');
        });
        await syncDirectory(parent.join('/'));
      }
    },
    rename: (from, to) =>
      run(() => {
        const [source, sourceName] = parentOf(machine, from);
        const [target, targetName] = parentOf(machine, to);
        const node = source.entries.get(sourceName);
        if (node === undefined) throw new AiError('not-found', `there is nothing at ${from}`);
        const replaced = target.entries.get(targetName);
        if (replaced === node) return;
        if (replaced?.kind === 'directory' && (node.kind === 'file' || replaced.entries.size > 0))
          throw new AiError('conflict', `${to} is a directory that cannot be replaced`);
        const order = ++machine.order;
        if (source === target) {
          changeNames(source, {
            order,
            names: [
              [sourceName, undefined],
              [targetName, node],
            ],
          });
        } else {
          changeNames(target, { order, names: [[targetName, node]] });
          changeNames(source, { order, names: [[sourceName, undefined]] });
        }
      }),
    remove: (path) =>
      run(() => {
        const parts = partsOf(path);
        if (find(machine.root, parts) === undefined) return;
        const [directory, name] = parentOf(machine, path);
        removeTree(machine, directory, name);
      }),
    syncDirectory,
  };
}

function makeOne(machine: Machine, parent: DirectoryNode, name: string): void {
  const present = parent.entries.get(name);
  if (present?.kind === 'file') throw new AiError('conflict', `${name} is a file where a directory is needed`);
  if (present === undefined) changeNames(parent, { order: ++machine.order, names: [[name, newDirectory()]] });
}

/** Bottom up and name by name, as a recursive removal works: a cut may leave any part of the tree. */
function removeTree(machine: Machine, parent: DirectoryNode, name: string): void {
  const node = parent.entries.get(name);
  if (node?.kind === 'directory') for (const child of [...node.entries.keys()]) removeTree(machine, node, child);
  changeNames(parent, { order: ++machine.order, names: [[name, undefined]] });
}
