import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createPowerCutFileSystem } from '../testing/testing.ts';
import { acquireLock, type Lock } from './lock.ts';
import { createNodeProcessTable, type ProcessTable } from './process-identity.ts';

const path = '/data/writer';

/** A clock that stands still until it is moved. */
function steppedClock(): Clock & { advance(ms: number): void } {
  let now = 1_000_000;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    epochMs: () => now,
    monotonicMs: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ until: now + ms, wake: resolve });
        signal?.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      }),
    advance(ms) {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
    },
  };
}

function processNumber(pid: number, state: 'alive' | 'dead' | 'unknown'): ProcessTable {
  return {
    self: () => Promise.resolve({ pid, host: 'elsewhere', started: '1', scope: 'boot' }),
    state: () => Promise.resolve(state),
  };
}

function contender(
  fileSystem: FileSystem,
  clock: Clock,
  pid = 1,
  state: 'alive' | 'dead' | 'unknown' = 'alive',
): Promise<Lock> {
  return acquireLock({ fileSystem, path, clock, processes: processNumber(pid, state), staleAfterMs: 30_000 });
}

describe('a lock', () => {
  it('is refused with pid and host of its holder, and free after release', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const clock = steppedClock();
    const first = await contender(fileSystem, clock, 41);
    await expect(contender(fileSystem, clock, 42)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('process 41 on elsewhere') as string,
      details: { pid: 41, host: 'elsewhere' },
    });
    await first.release();
    await first.release();
    const second = await contender(fileSystem, clock, 42);
    expect(second.generation).toBeGreaterThan(first.generation);
  });

  it('of a dead holder goes to exactly one of racing contenders, in 300 interleavings', async () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const fileSystem = createPowerCutFileSystem({ seed });
      const clock = steppedClock();
      await contender(fileSystem, clock, 1);
      let holders = 0;
      const race = async (pid: number): Promise<boolean> => {
        const processes: ProcessTable = {
          ...processNumber(pid, 'alive'),
          state: (holder) => Promise.resolve(holder.pid === 1 ? 'dead' : 'alive'),
        };
        try {
          const lock = await acquireLock({ fileSystem, path, clock, processes });
          holders += 1;
          expect(holders).toBe(1);
          // Some let go at once, so that late contenders meet numbers that were swept away.
          if (pid % 2 === 0) {
            holders -= 1;
            await lock.release();
          }
          return true;
        } catch (error) {
          expect(error).toMatchObject({ code: 'conflict' });
          return false;
        }
      };
      const won = await Promise.all([3, 5, 7, 9, 4, 6, 8].map(race));
      expect(won.slice(0, 4).filter(Boolean).length).toBeLessThanOrEqual(1);
      expect(won).toContain(true);
    }
  });

  it('is refused to a contender that looked so long ago that its number is free again', async () => {
    const inner = createPowerCutFileSystem({ seed: 1 });
    const clock = steppedClock();
    await (await contender(inner, clock, 1)).release();
    let isFirst = true;
    const slow: FileSystem = {
      ...inner,
      async createExclusive(file, bytes) {
        if (isFirst) {
          isFirst = false;
          await (await contender(inner, clock, 2)).release();
          expect((await contender(inner, clock, 3)).generation).toBe(3);
        }
        return inner.createExclusive(file, bytes);
      },
    };
    await expect(contender(slow, clock, 4)).rejects.toMatchObject({ code: 'conflict', details: { pid: 3 } });
    expect((await inner.list(path)).filter((name) => name.endsWith('.lock'))).toEqual(['0000000003.lock']);
  });

  it('of a holder that cannot be checked is taken after its silence, not before', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const silent: Clock = { ...steppedClock(), sleep: () => new Promise(() => undefined) };
    await contender(fileSystem, silent, 1);
    const clock = steppedClock();
    clock.advance(30_000);
    await expect(contender(fileSystem, clock, 2, 'unknown')).rejects.toMatchObject({ code: 'conflict' });
    clock.advance(1);
    await contender(fileSystem, clock, 2, 'unknown');
  });

  it('of a holder seen alive is never taken, however silent', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const silent: Clock = { ...steppedClock(), sleep: () => new Promise(() => undefined) };
    await contender(fileSystem, silent, 1);
    const clock = steppedClock();
    clock.advance(10_000_000);
    await expect(contender(fileSystem, clock, 2, 'alive')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stays with a holder that gives signs of life', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const clock = steppedClock();
    const lock = await contender(fileSystem, clock, 1);
    for (let beat = 1; beat <= 12; beat += 1) {
      clock.advance(10_000);
      await vi.waitFor(async () => {
        const content = new TextDecoder().decode(await fileSystem.readFile(`${path}/0000000001.beat`));
        expect(JSON.parse(content)).toEqual({ beatMs: clock.epochMs() });
      });
    }
    await expect(contender(fileSystem, clock, 2, 'unknown')).rejects.toMatchObject({ code: 'conflict' });
    expect(lock.lost.aborted).toBe(false);
  });

  it('tells a holder that was taken for dead that it has lost it', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const clock = steppedClock();
    const first = await contender(fileSystem, clock, 1);
    const second = await contender(fileSystem, clock, 2, 'dead');
    clock.advance(10_000);
    await vi.waitFor(() => {
      expect(first.lost.reason).toMatchObject({ code: 'conflict' });
    });
    await first.release();
    await expect(contender(fileSystem, clock, 3)).rejects.toMatchObject({ details: { pid: 2 } });
    await second.release();
  });

  it('whose file is no holder’s counts by its age', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, clock: steppedClock() });
    await fileSystem.makeDirectory(path);
    await fileSystem.createExclusive(`${path}/0000000001.lock`, new Uint8Array(3));
    const clock = steppedClock();
    await expect(contender(fileSystem, clock, 2, 'dead')).rejects.toMatchObject({ code: 'conflict', details: {} });
    clock.advance(30_001);
    expect((await contender(fileSystem, clock, 2)).generation).toBe(2);
  });

  it('honours a signal and refuses a silence that no heartbeat could meet', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    await expect(acquireLock({ fileSystem, path, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    await expect(acquireLock({ fileSystem, path, staleAfterMs: 10 })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('the process table', () => {
  it('knows this process, one that has ended, and a pid that was given again', async () => {
    const table = createNodeProcessTable();
    const self = await table.self();
    expect(self).toMatchObject({ pid: process.pid, host: hostname() });
    expect(await table.state(self)).toBe(self.started === undefined ? 'unknown' : 'alive');
    if (self.started !== undefined) expect(await table.state({ ...self, started: '1' })).toBe('dead');
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    expect(await table.state({ ...self, pid: child.pid ?? 0 })).toBe('dead');
  });

  it('cannot tell of other machines, boots and containers', async () => {
    const table = createNodeProcessTable();
    const self = await table.self();
    expect(await table.state({ ...self, host: 'another' })).toBe('unknown');
    expect(await table.state({ ...self, scope: 'another boot' })).toBe('unknown');
  });

  it('guards a folder on the disk with the defaults', async () => {
    const root = await mkdtemp(join(tmpdir(), 'ai-storage-'));
    try {
      const first = await acquireLock({ path: join(root, 'writer') });
      await expect(acquireLock({ path: join(root, 'writer') })).rejects.toMatchObject({
        details: { pid: process.pid },
      });
      await first[Symbol.asyncDispose]();
      await using second = await acquireLock({ path: join(root, 'writer') });
      expect(second.generation).toBe(2);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
