import { AiError } from '@org/ai-core';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import { createOnnxSession, type SessionOptions } from './create-onnx-session.ts';
import type { Runtime } from './runtime.ts';
import type { ModelSession } from './session.ts';
import { runTensors, specificationsOf } from './tensors.ts';

/** Opens the session of a graph that takes and gives tensors. */
export async function openGraphSession(
  runtime: Runtime,
  bundle: VerifiedBundle,
  options: SessionOptions,
): Promise<ModelSession> {
  const session = await createOnnxSession(runtime, bundle, options);
  return {
    manifest: bundle.manifest,
    inputs: specificationsOf(session.inputMetadata),
    outputs: specificationsOf(session.outputMetadata),
    runSequences: () => Promise.reject(new AiError('internal', 'a graph was given sequences')),
    runTensors: (feeds) => runTensors(runtime, session, feeds),
    release: () => session.release(),
  };
}
