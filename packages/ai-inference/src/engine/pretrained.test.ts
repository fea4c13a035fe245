import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddingModel } from '@org/ai-core';
import { embeddingModelContract, testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addModel } from '../import/add-model.ts';
import { writeModelFolder } from '../testing/write-model-folder.ts';
import { createInferenceEngine, type InferenceEngine } from './engine.ts';

let root: string;
let bundle: string;
let engine: InferenceEngine;
let embedder: EmbeddingModel;

const texts = [
  'a short one',
  'the parcel was left with a neighbour, who signed for it on the second day',
  '',
  'x',
  'one two three four five six seven eight nine ten '.repeat(8),
];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-pretrained-'));
  await writeModelFolder({ directory: join(root, 'source'), task: 'embedding' });
  bundle = (await addModel({ source: join(root, 'source'), directory: join(root, 'bundles') })).directory;
  engine = createInferenceEngine({ workers: 2 });
  embedder = engine.embedder(await engine.load(bundle));
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

describe('a pretrained embedding model', () => {
  it.each(embeddingModelContract)('$name', async ({ run }) => {
    await run({ model: embedder, texts: texts.filter((text) => text !== '') });
  });

  it('gives a text the same vector alone and beside others, up to rounding', async () => {
    const together = await embedder.embed({ texts, kind: 'document' }, testContext());
    await using other = createInferenceEngine({ cacheBytes: 0 });
    const alone = other.embedder(await other.load(bundle));
    for (const [index, text] of texts.entries()) {
      const { vectors } = await alone.embed({ texts: [text], kind: 'document' }, testContext());
      for (const [column, value] of vectors.entries())
        expect(value).toBeCloseTo(together.vectors[index * 32 + column] ?? 0, 5);
    }
  });

  it('cuts what is too long and says so', async () => {
    const { truncated, usage } = await embedder.embed(
      { texts: ['short', 'word '.repeat(400)], kind: 'document' },
      testContext(),
    );
    expect(truncated).toEqual([1]);
    expect(usage.inputTokens).toBeLessThan(128 + 10);
    expect(engine.stats()).toMatchObject({ libraryTexts: 0 });
    expect(engine.stats().tokenizedTexts).toBeGreaterThan(1);
  });

  it('whose tokenizer only the library can read is run all the same, and cannot tag', async () => {
    const bundleOf = async (task: 'embedding' | 'tagging'): Promise<string> => {
      const source = join(root, `library-${task}`);
      await writeModelFolder({ directory: source, task });
      const path = join(source, 'tokenizer.json');
      const file = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      await writeFile(path, JSON.stringify({ ...file, pre_tokenizer: { type: 'FixedLength', length: 3 } }));
      return (await addModel({ source, directory: join(root, 'bundles') })).directory;
    };
    await using other = createInferenceEngine();
    const plain = other.embedder(await other.load(await bundleOf('embedding')));
    const { truncated, usage } = await plain.embed(
      { texts: ['abcdef', 'abc '.repeat(400)], kind: 'document' },
      testContext(),
    );
    expect(truncated).toEqual([1]);
    expect(usage.inputTokens).toBeLessThanOrEqual(128 + 10);
    expect(other.stats()).toMatchObject({ tokenizedTexts: 2, libraryTexts: 2 });
    const tagger = other.tagger(await other.load(await bundleOf('tagging')));
    await expect(tagger.tag({ texts: ['abcdef'] }, testContext())).rejects.toMatchObject({ code: 'unsupported' });
  });
});
