import { softmax } from '../tasks/activations.ts';
import type { BundleManifest } from '../bundle/manifest.ts';

/**
 * How far two versions agree on an input, from 0 to 1: the cosine of two vectors (none below 0), whether the labels are the same, the share of tokens with the same label,
 * or how near two scores are.
 */
export function agreementOf(manifest: BundleManifest, old: Float32Array, fresh: Float32Array): number {
  switch (manifest.task) {
    case 'embedding':
      return old.length === fresh.length ? Math.max(0, cosine(old, fresh)) : 0;
    case 'classification':
      return largest(old) === largest(fresh) ? 1 : 0;
    case 'tagging':
      return tagAgreement(old, fresh, manifest.labels.length);
    case 'reranking': {
      // Between two logits only their order within a query matters; shares of a sigmoid are a scale that both have.
      const share = (values: Float32Array): number => softmax(Float32Array.of(values[0] ?? 0, 0))[0] ?? 0;
      return 1 - Math.abs(share(old) - share(fresh));
    }
    case 'graph':
      return 1;
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let left = 0;
  let right = 0;
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    dot += value * other;
    left += value * value;
    right += other * other;
  }
  return left === 0 || right === 0 ? 0 : Math.min(1, dot / Math.sqrt(left * right));
}

function largest(values: Float32Array): number {
  let best = 0;
  for (const [index, value] of values.entries()) if (value > (values[best] ?? -Infinity)) best = index;
  return best;
}

function tagAgreement(old: Float32Array, fresh: Float32Array, labels: number): number {
  if (old.length !== fresh.length || old.length === 0) return old.length === fresh.length ? 1 : 0;
  let same = 0;
  for (let from = 0; from < old.length; from += labels)
    if (largest(old.subarray(from, from + labels)) === largest(fresh.subarray(from, from + labels))) same += 1;
  return same / (old.length / labels);
}
