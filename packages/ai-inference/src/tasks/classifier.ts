import { type Clock, type TextClassifier, throwIfDone } from '@org/ai-core';
import type { ModelSlot } from '../engine/handle.ts';
import type { SequenceRunner } from '../sequence/sequence.ts';
import { sigmoid, softmax } from './activations.ts';
import { checkTexts } from './check-texts.ts';
import { versionFor } from './version-for.ts';

/** The classifier of a loaded bundle. With softmax the scores of a text add up to 1; with sigmoid each label stands alone. */
export function createClassifier(slot: ModelSlot, runner: SequenceRunner, clock: Clock): TextClassifier {
  versionFor(slot, 'classification');
  return {
    get id() {
      return slot.version.manifest.name;
    },
    get labels() {
      return versionFor(slot, 'classification').manifest.labels;
    },
    get isMultiLabel() {
      return versionFor(slot, 'classification').manifest.activation === 'sigmoid';
    },
    classify: async ({ texts }, context) => {
      throwIfDone(context, clock);
      checkTexts(texts);
      const { version, manifest } = versionFor(slot, 'classification');
      const { labels, activation } = manifest;
      const scores: Record<string, number>[] = texts.map(() => ({}));
      const isTruncated = new Uint8Array(texts.length);
      let inputTokens = 0;
      const inputs = texts.map((text) => ({ text }));
      await runner.run(version, inputs, context, {
        onResult: (index, { values, tokens, isTruncated: isCut }) => {
          const shares = activation === 'softmax' ? softmax(values) : Float64Array.from(values, sigmoid);
          scores[index] = Object.fromEntries(labels.map((label, at) => [label, shares[at] ?? 0]));
          inputTokens += tokens;
          isTruncated[index] = isCut ? 1 : 0;
        },
      });
      return {
        scores,
        truncated: [...isTruncated.keys()].filter((index) => isTruncated[index] === 1),
        usage: { inputTokens, outputTokens: 0, source: 'provider' },
      };
    },
  };
}
