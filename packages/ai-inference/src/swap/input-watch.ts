import type { ModelVersion } from '../engine/model-version.ts';
import type { SequenceInput } from '../sequence/sequence.ts';
import type { LiveInputs } from './shadow.ts';

/** Passes the inputs of each call on to whoever watches their version. */
export interface InputWatch extends LiveInputs {
  readonly see: (version: ModelVersion, inputs: readonly SequenceInput[]) => void;
}

/** Makes a watch that nobody uses yet. */
export function createInputWatch(): InputWatch {
  const watchers = new Map<ModelVersion, Set<(inputs: readonly SequenceInput[]) => void>>();
  return {
    see: (version, inputs) => {
      for (const watcher of watchers.get(version) ?? []) watcher(inputs);
    },
    watch: (version, watcher) => {
      const own = watchers.get(version) ?? new Set();
      watchers.set(version, own.add(watcher));
      return () => {
        own.delete(watcher);
        if (own.size === 0) watchers.delete(version);
      };
    },
  };
}
