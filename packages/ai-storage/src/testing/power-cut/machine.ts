import { AiError, type Clock } from '@org/ai-core';
import type { DirectoryNode } from './disk.ts';
import { integer, type Random } from './random.ts';

/** The machine under a file system: its disk, and whether it has power. */
export interface Machine {
  readonly root: DirectoryNode;
  readonly random: Random;
  readonly clock: Clock;
  readonly capacityBytes: number;
  /** Number of the operation during which the power fails. */
  readonly cutAfter: number;
  isPowered: boolean;
  operations: number;
  order: number;
}

/** One process on a machine; a killed one gets no more answers. */
export interface Session {
  isAlive: boolean;
}

function checkPower(machine: Machine, session: Session): void {
  if (machine.isPowered && session.isAlive) return;
  throw new AiError('unavailable', machine.isPowered ? 'the process was killed' : 'the power is off', {
    isRetryable: false,
  });
}

/** Runs one operation: before and after its effect others get their turns, and the power may fail in between. */
export async function operate<T>(machine: Machine, session: Session, effect: () => T): Promise<T> {
  checkPower(machine, session);
  await turns(machine);
  checkPower(machine, session);
  machine.operations += 1;
  if (machine.operations > machine.cutAfter) machine.isPowered = false;
  checkPower(machine, session);
  const result = effect();
  await turns(machine);
  if (machine.operations >= machine.cutAfter && machine.random() < 0.5) machine.isPowered = false;
  checkPower(machine, session);
  return result;
}

/** Lets others go first a random number of times, so that seeds explore interleavings. */
export async function turns(machine: Machine): Promise<void> {
  for (let left = integer(machine.random, 4); left > 0; left -= 1) await Promise.resolve();
}
