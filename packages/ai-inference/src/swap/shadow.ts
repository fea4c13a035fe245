import { abortedError, type Clock, createContext, createServicePrincipal } from '@org/ai-core';
import { type Interval, tInterval, wilsonInterval } from '@org/ai-stats';
import type { ModelVersion } from '../engine/model-version.ts';
import type { SequenceInput, SequenceRunner } from '../sequence/sequence.ts';
import { agreementOf } from './agreement.ts';
import type { CompleteShadowOptions } from './swap-options.ts';

/** Told of the inputs of a version as they come in. */
export interface LiveInputs {
  watch(version: ModelVersion, see: (inputs: readonly SequenceInput[]) => void): () => void;
}

/** Samples live inputs of a version until there are enough, or the time is over. */
export async function sampleInputs(
  live: LiveInputs,
  version: ModelVersion,
  { samples, sampleShare, timeoutMs }: CompleteShadowOptions,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<readonly SequenceInput[]> {
  const taken: SequenceInput[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  // Evenly spread: every n-th of them, without chance.
  let due = 0;
  const unwatch = live.watch(version, (inputs) => {
    for (const input of inputs) {
      due += sampleShare;
      if (due < 1 || taken.length >= samples) continue;
      due -= 1;
      taken.push(input);
    }
    if (taken.length >= samples) resolve(undefined);
  });
  const stop = (): void => {
    if (signal !== undefined) reject(abortedError(signal));
  };
  signal?.addEventListener('abort', stop, { once: true });
  const waiting = new AbortController();
  clock.sleep(timeoutMs, waiting.signal).then(
    () => {
      resolve(undefined);
    },
    () => undefined,
  );
  try {
    await promise;
    return taken;
  } finally {
    waiting.abort();
    unwatch();
    signal?.removeEventListener('abort', stop);
  }
}

/** Runs inputs through both versions and says how far they agree; undefined for fewer than two. */
export async function compareVersions(
  runner: SequenceRunner,
  old: ModelVersion,
  fresh: ModelVersion,
  inputs: readonly SequenceInput[],
  signal: AbortSignal | undefined,
): Promise<Interval | undefined> {
  if (inputs.length < 2) return undefined;
  const principal = createServicePrincipal({ tenant: 'inference-engine', subject: 'shadow-comparison' });
  const context = { ...createContext({ principal, signal }), priority: 'batch' as const };
  const run = async (version: ModelVersion): Promise<readonly Float32Array[]> => {
    const values: Float32Array[] = inputs.map(() => new Float32Array());
    await runner.run(version, inputs, context, {
      onResult: (index, result) => {
        values[index] = result.values;
      },
    });
    return values;
  };
  const before = await run(old);
  const after = await run(fresh);
  const agreements = before.map((values, index) =>
    agreementOf(old.manifest, values, after[index] ?? new Float32Array()),
  );
  if (old.manifest.task === 'classification') {
    const same = agreements.filter((agreement) => agreement === 1).length;
    return wilsonInterval(same, agreements.length);
  }
  return tInterval(agreements);
}
