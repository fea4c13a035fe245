import { isTermEmbedding } from '../bundle/manifest.ts';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import type { SessionOptions } from './create-onnx-session.ts';
import { openGraphSession } from './graph-session.ts';
import type { Runtime } from './runtime.ts';
import type { ModelSession } from './session.ts';
import { openTermSession } from './term-session.ts';
import { openTextSession, type Probe } from './text-session.ts';

/** Opens the model of a bundle whose every byte was checked. */
export function openSession(
  runtime: Runtime,
  bundle: VerifiedBundle,
  options: SessionOptions,
  probe: () => Promise<Probe>,
): Promise<ModelSession> {
  const { manifest } = bundle;
  if (manifest.task === 'graph') return openGraphSession(runtime, bundle, options);
  if (isTermEmbedding(manifest)) return openTermSession(runtime, bundle, options);
  return probe().then((rows) => openTextSession(runtime, bundle, options, rows));
}
