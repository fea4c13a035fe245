import type { SequenceBatch } from '../session/session.ts';
import type { ModelVersion } from './model-version.ts';

/** Lengths of the rows that a fresh model is warmed with: short, usual, long. */
const usualLengths = [8, 32, 128];

/** Batches that touch what a model allocates and prepares on its first runs. */
export function warmUpBatches({ manifest }: ModelVersion): readonly SequenceBatch[] {
  if (manifest.task === 'graph') return [];
  if (manifest.tokenizer.kind === 'terms') return [{ kind: 'texts', texts: ['warm up'] }];
  const { maxTokens } = manifest;
  const lengths = [...new Set([...usualLengths.filter((length) => length < maxTokens), maxTokens])];
  return lengths.map((length) => ({
    kind: 'tokens',
    // Any token will do: id 0 is in every vocabulary.
    ids: new Int32Array(length),
    typeIds: new Uint8Array(length),
    lengths: Uint32Array.of(length),
  }));
}
