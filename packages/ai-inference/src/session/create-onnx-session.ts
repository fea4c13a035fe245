import { AiError } from '@org/ai-core';
import type { InferenceSession } from 'onnxruntime-node';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import type { Runtime } from './runtime.ts';

/** How sessions are opened. */
export interface SessionOptions {
  /** Threads of the runtime in one session. */
  readonly intraOpThreads: number;
  /** Execution providers in order of preference, as onnxruntime-node names them. */
  readonly executionProviders: readonly string[];
}

/** The runtime prints nothing: what goes wrong is an error that the caller gets. */
export const silent = 4;

/** Opens a session on the bytes that were verified; nothing is read from the disk again. @throws AiError `integrity` for a model that cannot be run, `unsupported` for one that this machine cannot run with these providers */
export async function createOnnxSession(
  runtime: Runtime,
  { manifest, files }: VerifiedBundle,
  { intraOpThreads, executionProviders }: SessionOptions,
): Promise<InferenceSession> {
  const model = files.get(manifest.model) ?? new Uint8Array();
  const externalData = (manifest.externalData ?? []).map((path) => ({
    path,
    data: files.get(path) ?? new Uint8Array(),
  }));
  const open = (providers: readonly string[]): Promise<InferenceSession> =>
    runtime.InferenceSession.create(model, {
      executionProviders: [...providers],
      intraOpNumThreads: intraOpThreads,
      interOpNumThreads: 1,
      logSeverityLevel: silent,
      ...(externalData.length === 0 ? {} : { externalData }),
    });
  try {
    return await open(executionProviders);
  } catch (cause) {
    if (await runsOnCpu(open, executionProviders)) {
      throw new AiError(
        'unsupported',
        `onnxruntime-node cannot run ${manifest.name} with ${executionProviders.join(', ')} on this machine, but with cpu it can; check executionProviders and the GPU libraries`,
        { details: { field: 'executionProviders' }, cause },
      );
    }
    throw new AiError(
      'integrity',
      `${manifest.model} is not a model that onnxruntime-node can run; get the bundle again, or check that it lists every file of external data`,
      { details: { file: manifest.model }, cause },
    );
  }
}

/** Whether the providers are at fault, and not the model. */
async function runsOnCpu(
  open: (providers: readonly string[]) => Promise<InferenceSession>,
  tried: readonly string[],
): Promise<boolean> {
  if (tried.every((provider) => provider === 'cpu')) return false;
  try {
    await (await open(['cpu'])).release();
    return true;
  } catch {
    return false;
  }
}
