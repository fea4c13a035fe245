import { AiError } from '@org/ai-core';
import type { FileHandle } from '../../file-system/file-system.ts';
import { changeFile, syncFile, usedBytes, type FileNode } from './disk.ts';
import { operate, type Machine, type Session } from './machine.ts';

/** An open file of the simulated machine. It keeps its file when the name goes elsewhere. */
export function simulatedHandle(machine: Machine, session: Session, file: FileNode, isReadOnly: boolean): FileHandle {
  const checkWritable = (): void => {
    if (isReadOnly) throw new AiError('forbidden', 'the file is open for reading only');
  };
  const append = (bytes: Uint8Array): void => {
    checkWritable();
    const free = machine.capacityBytes === Infinity ? Infinity : machine.capacityBytes - usedBytes(machine.root);
    const fitting = bytes.slice(0, Math.max(0, Math.min(bytes.length, free)));
    changeFile(file, { order: ++machine.order, kind: 'write', position: file.content.length, bytes: fitting });
    file.modifiedMs = machine.clock.epochMs();
    if (fitting.length < bytes.length) throw new AiError('resource-exhausted', 'no space is left on the device');
  };
  return {
    append: (bytes) => operate(machine, session, () => append(bytes)),
    read: (position, length) => operate(machine, session, () => file.content.read(position, length)),
    size: () => operate(machine, session, () => file.content.length),
    truncate: (length) =>
      operate(machine, session, () => {
        checkWritable();
        changeFile(file, { order: ++machine.order, kind: 'truncate', length });
      }),
    sync: async () => {
      // What is written while the disk works is not covered.
      const order = machine.order;
      await operate(machine, session, () => {
        syncFile(file, order);
      });
    },
    close: () => operate(machine, session, () => undefined),
  };
}
