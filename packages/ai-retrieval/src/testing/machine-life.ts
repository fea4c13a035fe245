import type { ProcessIdentity, ProcessTable } from '@org/ai-storage';

/** What a writer's lock sees of other processes on a simulated machine: each life is a process of its own, and whoever held the lock before is dead. */
export function processesOfLife(life: number): ProcessTable {
  return {
    self: () => Promise.resolve({ pid: life, host: 'machine', started: String(life), scope: 'boot' }),
    state: (other: ProcessIdentity) => Promise.resolve(other.pid === life ? 'alive' : 'dead'),
  };
}
