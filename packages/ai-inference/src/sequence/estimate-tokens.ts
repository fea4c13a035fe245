import type { ModelVersion } from '../engine/model-version.ts';
import type { SequenceInput } from './sequence.ts';

/** Characters per token of ordinary text; scripts without spaces have fewer, which the tokenizer corrects. */
const charactersPerToken = 4;
const specialTokens = 3;

/** About how many tokens an input has, before it was tokenized; never more than the model reads. */
export function estimateTokens({ manifest }: ModelVersion, { text, pair = '' }: SequenceInput): number {
  const most = manifest.task === 'graph' ? 1 : manifest.maxTokens;
  return Math.min(most, specialTokens + Math.ceil((text.length + pair.length) / charactersPerToken));
}
