import { type Clock, type TextTagger, throwIfDone } from '@org/ai-core';
import type { ModelSlot } from '../engine/handle.ts';
import type { SequenceResult, SequenceRunner } from '../sequence/sequence.ts';
import { softmax } from './activations.ts';
import { checkTexts } from './check-texts.ts';
import { mergeTags, parseTag, type TaggedSpan, type TokenTag } from './merge-tags.ts';
import { versionFor } from './version-for.ts';

/** The tagger of a loaded bundle. Spans are positions in the text that was given, in UTF-16 units. */
export function createTagger(slot: ModelSlot, runner: SequenceRunner, clock: Clock): TextTagger {
  versionFor(slot, 'tagging');
  return {
    get id() {
      return slot.version.manifest.name;
    },
    get labels() {
      return spanLabels(versionFor(slot, 'tagging').manifest.labels);
    },
    tag: async ({ texts }, context) => {
      throwIfDone(context, clock);
      checkTexts(texts);
      const { version, manifest } = versionFor(slot, 'tagging');
      const spans: (readonly TaggedSpan[])[] = texts.map(() => []);
      const isTruncated = new Uint8Array(texts.length);
      let inputTokens = 0;
      const inputs = texts.map((text) => ({ text }));
      await runner.run(version, inputs, context, {
        hasOffsets: true,
        onResult: (index, result) => {
          spans[index] = mergeTags(tagsOf(result, manifest.labels));
          inputTokens += result.tokens;
          isTruncated[index] = result.isTruncated ? 1 : 0;
        },
      });
      return {
        spans,
        truncated: [...isTruncated.keys()].filter((index) => isTruncated[index] === 1),
        usage: { inputTokens, outputTokens: 0, source: 'provider' },
      };
    },
  };
}

function tagsOf({ values, offsets }: SequenceResult, labels: readonly string[]): readonly TokenTag[] {
  if (offsets === undefined) return [];
  const tags: TokenTag[] = [];
  for (let token = 0; token * 2 < offsets.length; token += 1) {
    const start = offsets[token * 2] ?? 0;
    const end = offsets[token * 2 + 1] ?? 0;
    // Special tokens stand for no part of the text.
    if (start === end) continue;
    const shares = softmax(values.subarray(token * labels.length, (token + 1) * labels.length));
    let best = 0;
    for (const [at, share] of shares.entries()) if (share > (shares[best] ?? 0)) best = at;
    tags.push({ start, end, label: labels[best] ?? 'O', score: shares[best] ?? 0 });
  }
  return tags;
}

function spanLabels(tags: readonly string[]): readonly string[] {
  const labels = tags.flatMap((tag) => parseTag(tag).label ?? []);
  return [...new Set(labels)];
}
