import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInferenceEngine, type InferenceEngine } from '../engine/engine.ts';
import { addModel } from '../import/add-model.ts';
import { tinyShape } from '../testing/encoder-shape.ts';
import { type ModelFolderOptions, writeModelFolder } from '../testing/write-model-folder.ts';

let root: string;
/** Bundles of embedders from two seeds, of one with other dimensions, and of two classifiers. */
const bundles = { first: '', second: '', wide: '', classifier: '', other: '' };
const texts = Array.from({ length: 40 }, (_, index) => `text number ${String(index)} ${'word '.repeat(index % 9)}`);

async function bundle(rest: Omit<ModelFolderOptions, 'directory'>): Promise<string> {
  const source = await mkdtemp(join(root, 'source-'));
  await writeModelFolder({ directory: source, ...rest });
  return (await addModel({ source, directory: join(root, 'bundles'), name: 'model', origin: 'a test' })).directory;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-swap-'));
  bundles.first = await bundle({ task: 'embedding', seed: 1 });
  bundles.second = await bundle({ task: 'embedding', seed: 2 });
  bundles.wide = await bundle({ task: 'embedding', shape: { ...tinyShape, hidden: 64 } });
  bundles.classifier = await bundle({ task: 'classification', seed: 1 });
  bundles.other = await bundle({ task: 'classification', seed: 2, labels: ['a', 'b', 'c'] });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The vector that a version gives a text, to tell whose an answer is. */
async function vectorsOf(directory: string): Promise<readonly string[]> {
  await using engine = createInferenceEngine();
  const { vectors } = await engine
    .embedder(await engine.load(directory))
    .embed({ texts, kind: 'document' }, testContext());
  return texts.map((_, row) => roundedRow(vectors, row));
}

function roundedRow(vectors: Float32Array, row: number): string {
  return Array.from(vectors.subarray(row * 32, row * 32 + 4), (value) => value.toFixed(3)).join();
}

describe('a swap', () => {
  it('takes place 100 times under load: no call fails, and every answer is that of one version', async () => {
    const [first, second] = [await vectorsOf(bundles.first), await vectorsOf(bundles.second)];
    expect(first[0]).not.toBe(second[0]);
    await using engine = createInferenceEngine({ workers: 2, cacheBytes: 0 });
    const model = await engine.load(bundles.first);
    const embedder = engine.embedder(model);
    let isOver = false;
    const seen = new Set<string>();
    let calls = 0;
    const caller = async (priority: CallContext['priority'], size: number): Promise<void> => {
      for (let turn = 0; !isOver; turn += 1) {
        const from = (turn * 7) % (texts.length - size);
        const asked = texts.slice(from, from + size);
        const { vectors } = await embedder.embed({ texts: asked, kind: 'document' }, { ...testContext(), priority });
        const rows = asked.map((_, row) => roundedRow(vectors, row));
        const isFirst = rows.every((row, index) => row === first[from + index]);
        const isSecond = rows.every((row, index) => row === second[from + index]);
        expect(isFirst || isSecond).toBe(true);
        seen.add(isFirst ? 'first' : 'second');
        calls += 1;
      }
    };
    const callers = [caller('interactive', 1), caller('interactive', 3), caller('batch', 20), caller('batch', 30)];
    const failed = Promise.all(callers).catch((error: unknown) => error);
    for (let swap = 0; swap < 100; swap += 1) {
      const directory = swap % 2 === 0 ? bundles.second : bundles.first;
      const report = await engine.swap(model, directory);
      expect(report.status).toBe('promoted');
      expect(model.directory).toBe(directory);
      expect(embedder.fingerprint).toBe(report.fingerprint);
    }
    isOver = true;
    expect(await failed).not.toBeInstanceOf(Error);
    expect(seen).toEqual(new Set(['first', 'second']));
    expect(calls).toBeGreaterThan(100);
  }, 300_000);

  it('leaves the old version serving whatever goes wrong', async () => {
    await using engine = createInferenceEngine();
    const model = await engine.load(bundles.first);
    const embedder = engine.embedder(model);
    const { fingerprint } = model;
    const damaged = await mkdtemp(join(root, 'damaged-'));
    await writeFile(join(damaged, 'bundle.json'), '{}');
    for (const [directory, rest, code] of [
      [join(root, 'nowhere'), {}, 'not-found'],
      [damaged, {}, 'invalid-input'],
      [bundles.second, { fingerprint: `sha256:${'0'.repeat(64)}` }, 'integrity'],
      [bundles.classifier, {}, 'invalid-input'],
      [bundles.wide, {}, 'invalid-input'],
      [bundles.second, { signal: AbortSignal.abort() }, 'aborted'],
      [bundles.second, { shadow: { minAgreement: 2 } }, 'invalid-input'],
    ] as const) {
      await expect(engine.swap(model, directory, rest)).rejects.toMatchObject({ code });
      expect(model.fingerprint).toBe(fingerprint);
    }
    await expect(embedder.embed({ texts: ['a'], kind: 'query' }, testContext())).resolves.toBeDefined();
  });

  it('refuses a second swap while one runs, and a classifier with other labels', async () => {
    await using engine = createInferenceEngine();
    const model = await engine.load(bundles.first);
    const running = engine.swap(model, bundles.second);
    await expect(engine.swap(model, bundles.second)).rejects.toMatchObject({ code: 'conflict' });
    await expect(running).resolves.toMatchObject({ status: 'promoted' });
    const classifier = await engine.load(bundles.classifier);
    await expect(engine.swap(classifier, bundles.other)).rejects.toMatchObject({
      message: expect.stringContaining('other labels'),
    });
  });

  it('to the same bundle changes nothing', async () => {
    await using engine = createInferenceEngine();
    const model = await engine.load(bundles.first);
    await expect(engine.swap(model, bundles.first)).resolves.toMatchObject({ status: 'promoted' });
    await expect(engine.embedder(model).embed({ texts: ['a'], kind: 'query' }, testContext())).resolves.toBeDefined();
  });
});

describe('a shadow comparison', () => {
  const ask = async (
    engine: InferenceEngine,
    embed: () => Promise<unknown>,
    until: Promise<unknown>,
  ): Promise<void> => {
    const state = { isOver: false };
    const end = (): void => {
      state.isOver = true;
    };
    until.then(end, end);
    while (!state.isOver) {
      await embed();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(engine.stats().texts).toBeGreaterThan(0);
  };

  it('promotes a version that agrees, by the lower end of the interval', async () => {
    const close = await bundle({ task: 'embedding', seed: 1, precision: 'int8' });
    await using engine = createInferenceEngine();
    const model = await engine.load(bundles.first);
    const embedder = engine.embedder(model);
    const swap = engine.swap(model, close, { shadow: { minAgreement: 0.9, samples: 50, sampleShare: 0.5 } });
    await ask(engine, () => embedder.embed({ texts, kind: 'document' }, testContext()), swap);
    const report = await swap;
    expect(report).toMatchObject({ status: 'promoted', samples: 50 });
    expect(report.agreement?.low).toBeGreaterThan(0.9);
    expect(model.directory).toBe(close);
  });

  it('rejects one that does not, and goes on with the old one', async () => {
    await using engine = createInferenceEngine();
    const model = await engine.load(bundles.first);
    const embedder = engine.embedder(model);
    const swap = engine.swap(model, bundles.second, { shadow: { minAgreement: 0.9, samples: 30 } });
    await ask(engine, () => embedder.embed({ texts, kind: 'document' }, testContext()), swap);
    await expect(swap).resolves.toMatchObject({ status: 'rejected', samples: 30 });
    expect(model.directory).toBe(bundles.first);
  });

  it('is inconclusive when too little came in', async () => {
    await using engine = createInferenceEngine();
    const model = await engine.load(bundles.first);
    const report = await engine.swap(model, bundles.second, {
      shadow: { minAgreement: 0.9, samples: 30, timeoutMs: 5 },
    });
    expect(report).toMatchObject({ status: 'inconclusive', samples: 0, agreement: undefined });
    expect(model.directory).toBe(bundles.first);
  });
});
