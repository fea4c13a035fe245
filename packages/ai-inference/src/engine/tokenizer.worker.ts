import { AiError } from '@org/ai-core';
import { createTokenizer } from '../tokenizers/create-tokenizer.ts';
import type { Encoding, Tokenizer } from '../tokenizers/tokenizer.ts';
import { serve } from '../workers/serve.ts';
import type { EncodedTexts } from './protocol.ts';

const tokenizers: Map<string, Tokenizer> = new Map<string, Tokenizer>();

function joined(encodings: readonly Encoding[], hasOffsets: boolean, libraryTexts: number): EncodedTexts {
  const lengths = Uint32Array.from(encodings, ({ ids }) => ids.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ids = new Int32Array(total);
  const typeIds = new Uint8Array(total);
  const offsets = hasOffsets ? new Uint32Array(total * 2) : undefined;
  let at = 0;
  for (const encoding of encodings) {
    ids.set(encoding.ids, at);
    typeIds.set(encoding.typeIds, at);
    if (encoding.offsets !== undefined) offsets?.set(encoding.offsets, at * 2);
    at += encoding.ids.length;
  }
  const truncated = Uint8Array.from(encodings, ({ isTruncated }) => (isTruncated ? 1 : 0));
  return { ids, typeIds, lengths, offsets, truncated, libraryTexts };
}

serve(
  {
    prepare: async ({ fingerprint, files }) => {
      if (!tokenizers.has(fingerprint)) tokenizers.set(fingerprint, await createTokenizer(files));
      return { value: true };
    },
    encode: ({ fingerprint, texts, pairs, hasOffsets, maxTokens }) => {
      const tokenizer = tokenizers.get(fingerprint);
      if (tokenizer === undefined)
        throw new AiError('internal', 'the tokenizer thread was asked for a model that it has not prepared');
      const before = tokenizer.counts.fallback;
      const encodings = texts.map((text, index) =>
        tokenizer.encode(text.toWellFormed(), { maxTokens, pair: pairs[index]?.toWellFormed(), hasOffsets }),
      );
      const value = joined(encodings, hasOffsets, tokenizer.counts.fallback - before);
      const { ids, typeIds, lengths, offsets, truncated } = value;
      const buffers = [ids.buffer, typeIds.buffer, lengths.buffer, truncated.buffer];
      return { value, transfer: offsets === undefined ? buffers : [...buffers, offsets.buffer] };
    },
    unload: ({ fingerprint }) => {
      tokenizers.delete(fingerprint);
      return { value: true };
    },
  },
  () => Promise.resolve(),
);
