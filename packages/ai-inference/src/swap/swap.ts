import { abortedError, AiError, type Clock } from '@org/ai-core';
import type { Dispatcher } from '../engine/dispatcher.ts';
import type { ModelSlot } from '../engine/handle.ts';
import type { ModelVersion } from '../engine/model-version.ts';
import type { Versions } from '../engine/versions.ts';
import type { SequenceRunner } from '../sequence/sequence.ts';
import { checkCompatible } from './compatible.ts';
import { compareVersions, sampleInputs, type LiveInputs } from './shadow.ts';
import { completeShadowOptions, type SwapOptions, type SwapReport } from './swap-options.ts';

/** What a swap stands on. */
export interface SwapParts {
  readonly versions: Versions;
  readonly dispatcher: Dispatcher;
  readonly runner: SequenceRunner;
  readonly live: LiveInputs;
  readonly clock: Clock;
}

/**
 * Puts a new version in the place of the old one: opened and warmed beside it, compared if asked for, then the handle is turned over in one step.
 * Calls that began on the old version end on it; when the last has, the workers let go of it. Whatever fails leaves the old version serving.
 */
export async function swapVersion(
  slot: ModelSlot,
  open: () => Promise<ModelVersion>,
  { versions, dispatcher, runner, live, clock }: SwapParts,
  { shadow, signal }: SwapOptions,
): Promise<SwapReport> {
  const wanted = shadow === undefined ? undefined : completeShadowOptions(shadow);
  if (slot.isSwapping) {
    throw new AiError('conflict', 'the model is being swapped already; wait until that swap has ended', {
      details: { field: 'model' },
    });
  }
  slot.isSwapping = true;
  let fresh: ModelVersion | undefined;
  const old = slot.version;
  try {
    fresh = await open();
    const { fingerprint } = fresh;
    const report = { fingerprint, samples: 0, agreement: undefined };
    if (fresh === old) {
      await versions.release(fresh);
      return { ...report, status: 'promoted' };
    }
    checkCompatible(old.manifest, fresh.manifest);
    await dispatcher.warm(fresh);
    if (wanted !== undefined) {
      const inputs = await sampleInputs(live, old, wanted, clock, signal);
      const agreement = await compareVersions(runner, old, fresh, inputs, signal);
      const compared = { fingerprint, samples: inputs.length, agreement };
      const isSure = agreement !== undefined && inputs.length >= wanted.samples;
      const isBelow = agreement !== undefined && agreement.high < wanted.minAgreement;
      if (!isSure || agreement.low < wanted.minAgreement) {
        await versions.release(fresh);
        return { ...compared, status: isBelow ? 'rejected' : 'inconclusive' };
      }
      turnOver(slot, fresh);
      await versions.release(old);
      return { ...compared, status: 'promoted' };
    }
    if (signal?.aborted === true) throw abortedError(signal);
    turnOver(slot, fresh);
    await versions.release(old);
    return { ...report, status: 'promoted' };
  } catch (error) {
    if (fresh !== undefined && slot.version !== fresh) await versions.release(fresh);
    throw error;
  } finally {
    slot.isSwapping = false;
  }
}

function turnOver(slot: ModelSlot, fresh: ModelVersion): void {
  if (slot.isUnloaded)
    throw new AiError('conflict', 'the model was unloaded while it was being swapped; load the new bundle', {
      details: { field: 'model' },
    });
  slot.version = fresh;
}
