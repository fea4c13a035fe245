import { describe, expect, it } from 'vitest';
import { createTokenizer } from './create-tokenizer.ts';
import { loadLibraryEncode } from './library-tokenizer.ts';
import { conformanceTexts } from './testing/conformance-texts.ts';
import { guideTexts, sampleTokenizers, type SampleTokenizer } from './testing/sample-tokenizers.ts';
import { parseTokenizerFiles, type TokenizerFiles } from './tokenizer-file.ts';
import type { Tokenizer } from './tokenizer.ts';

const words = guideTexts().join(' ').split(/\s+/).slice(0, 4_000);
const texts = conformanceTexts(process.env['AI_LONG'] === '1' ? 20_000 : 5_200, words, 20_261_126);
const all = 1_000_000;

function filesOf({ file, config }: SampleTokenizer): TokenizerFiles {
  const bytes = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  return { tokenizer: bytes(file), config: bytes(config) };
}

describe.each(sampleTokenizers())('$name', (sample) => {
  const open = async (): Promise<{ own: Tokenizer; library: Awaited<ReturnType<typeof loadLibraryEncode>> }> => ({
    own: await createTokenizer(filesOf(sample)),
    library: await loadLibraryEncode(parseTokenizerFiles(filesOf(sample))),
  });

  it('gives the ids of @huggingface/tokenizers for every text, nearly all by code of our own', async () => {
    const { own, library } = await open();
    expect(own.family).toBe(sample.family);
    const wrong: unknown[] = [];
    for (const text of texts) {
      const [ours, theirs] = [own.encode(text, { maxTokens: all }), library(text, { maxTokens: all })];
      if (ours.ids.join() !== theirs.ids.join()) wrong.push({ text, ours: ours.ids.join(), theirs: theirs.ids.join() });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(wrong).toHaveLength(0);
    expect(texts.length).toBeGreaterThanOrEqual(5_000);
    expect(own.counts.fast / (own.counts.fast + own.counts.fallback)).toBeGreaterThanOrEqual(0.95);
  }, 300_000);

  it('gives its ids and types for pairs', async () => {
    const { own, library } = await open();
    const hasPairs = (sample.file as { post_processor: { type: string } }).post_processor.type !== 'ByteLevel';
    for (const [index, text] of texts.slice(0, 1_500).entries()) {
      const pair = texts[texts.length - 1 - index] ?? '';
      // The library takes an empty second text for none, and drops the second text where no template says where it goes.
      if (pair === '' || !hasPairs) continue;
      const [ours, theirs] = [own.encode(text, { maxTokens: all, pair }), library(text, { maxTokens: all, pair })];
      expect([ours.ids.join(), text, pair]).toEqual([theirs.ids.join(), text, pair]);
      // It gives no types where there is no template for pairs.
      if (theirs.typeIds.length > 0) expect([...ours.typeIds]).toEqual([...theirs.typeIds]);
    }
  });

  it('is cut by the library as by our own code', async () => {
    const { own, library } = await open();
    for (const text of texts.slice(0, 600)) {
      for (const maxTokens of [4, 9, 20])
        expect([...library(text, { maxTokens }).ids]).toEqual([...own.encode(text, { maxTokens }).ids]);
    }
  });

  it('gives the same tokens with offsets as without, in order, inside of the text', async () => {
    const { own } = await open();
    for (const text of texts.slice(0, 3_000)) {
      const plain = own.encode(text, { maxTokens: all });
      const { ids, offsets = new Uint32Array() } = own.encode(text, { maxTokens: all, hasOffsets: true });
      expect(ids).toEqual(plain.ids);
      expect(offsets).toHaveLength(ids.length * 2);
      let last = 0;
      for (let token = 0; token < ids.length; token += 1) {
        const [start = 0, end = 0] = offsets.subarray(token * 2, token * 2 + 2);
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(text.length);
        if (start === end) continue;
        expect(start).toBeGreaterThanOrEqual(last);
        last = start;
      }
    }
  });

  it('cuts at any number of tokens as if it had read the whole text', async () => {
    const { own } = await open();
    for (const text of texts.slice(0, 400)) {
      const whole = own.encode(text, { maxTokens: all });
      const specials = own.encode('', { maxTokens: all }).ids.length;
      for (const maxTokens of [specials, specials + 1, specials + 3, 16, 64]) {
        const cut = own.encode(text, { maxTokens });
        expect(cut.isTruncated).toBe(whole.ids.length > maxTokens);
        expect(cut.ids.length).toBe(Math.min(maxTokens, whole.ids.length));
        const head = Math.max(0, maxTokens - specials);
        if (cut.isTruncated) expect([...cut.ids.subarray(0, head)]).toEqual([...whole.ids.subarray(0, head)]);
      }
    }
  });
});
