import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { systemClock } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import { testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleManifest } from '../bundle/manifest.ts';
import { packBundle, writeBundle } from '../bundle/write-bundle.ts';
import { addModel } from '../import/add-model.ts';
import { writeModelFolder, type WrittenModel } from '../testing/write-model-folder.ts';
import { spawnWorker } from '../workers/spawn-worker.ts';
import { createEngine, createInferenceEngine } from './engine.ts';

const isLong = process.env['AI_LONG'] === '1';
let root: string;
let source: WrittenModel;
let bundle: { readonly directory: string; readonly manifest: BundleManifest };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-faults-'));
  source = await writeModelFolder({ directory: join(root, 'source'), task: 'embedding', texts: ['parcel depot'] });
  bundle = await addModel({ source: source.directory, directory: join(root, 'bundles') });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function changedSource(change: (folder: string) => Promise<void>, from = source.directory): Promise<string> {
  const folder = await mkdtemp(join(root, 'changed-'));
  await cp(from, folder, { recursive: true });
  await change(folder);
  return folder;
}

/** A bundle with digests that fit, but contents or a manifest that do not. */
async function bundleWith(
  change: (manifest: Record<string, unknown>, files: Record<string, Uint8Array>) => void,
  from = bundle,
): Promise<string> {
  const { files: listed, digest: _digest, ...description } = from.manifest;
  const files: Record<string, Uint8Array> = {};
  for (const name of Object.keys(listed)) files[name] = await readFile(join(from.directory, name));
  const changed: Record<string, unknown> = { ...description };
  change(changed, files);
  return writeBundle(createNodeFileSystem(), join(root, 'bundles'), await packBundle(changed as never, files));
}

describe('a model that is not what its bundle says', () => {
  it.each([
    [
      'is no ONNX file',
      (_: object, files: Record<string, Uint8Array>) => (files['model.onnx'] = Uint8Array.of(1, 2, 3)),
    ],
    [
      'was cut off before it was bundled',
      (_: object, files: Record<string, Uint8Array>) =>
        (files['model.onnx'] = files['model.onnx']?.subarray(0, 40_000) ?? new Uint8Array()),
    ],
    ['has other dimensions', (manifest: Record<string, unknown>) => (manifest['dimensions'] = 16)],
    ['reads fewer tokens than are promised', (manifest: Record<string, unknown>) => (manifest['maxTokens'] = 4_096)],
    ['has no such output', (manifest: Record<string, unknown>) => (manifest['output'] = 'nothing')],
    [
      'belongs to another tokenizer',
      (_: object, files: Record<string, Uint8Array>) => {
        const text = new TextDecoder().decode(files['tokenizer.json']);
        files['tokenizer.json'] = new TextEncoder().encode(text.replace('"[PAD]": 0', '"[PAD]": 0, "other": 5000'));
      },
    ],
    [
      'has a tokenizer that is none',
      (_: object, files: Record<string, Uint8Array>) => (files['tokenizer.json'] = new TextEncoder().encode('{}')),
    ],
  ] as const)('%s: it is refused when it is loaded, and other models go on', async (_, change) => {
    await using engine = createInferenceEngine();
    const embedder = engine.embedder(await engine.load(bundle.directory));
    const directory = await bundleWith((manifest, files) => {
      change(manifest, files);
    });
    await expect(engine.load(directory)).rejects.toMatchObject({
      code: 'integrity',
      details: { file: expect.stringMatching(/model.onnx|tokenizer.json/) },
    });
    await expect(embedder.embed({ texts: ['depot'], kind: 'query' }, testContext())).resolves.toBeDefined();
  });

  it('with external data that its manifest does not list is refused, and with it runs', async () => {
    const external = await writeModelFolder({ directory: join(root, 'external'), task: 'embedding', isExternal: true });
    const added = await addModel({ source: external.directory, directory: join(root, 'bundles') });
    await using engine = createInferenceEngine();
    const embedder = engine.embedder(await engine.load(added.directory));
    await expect(embedder.embed({ texts: ['depot'], kind: 'query' }, testContext())).resolves.toBeDefined();
    const without = await bundleWith((manifest, files) => {
      delete manifest['externalData'];
      delete files['model.onnx_data'];
    }, added);
    await expect(engine.load(without)).rejects.toMatchObject({ code: 'integrity', details: { file: 'model.onnx' } });
  });

  it('is refused with a truncated weights file', async () => {
    const external = await writeModelFolder({ directory: join(root, 'cut'), task: 'embedding', isExternal: true });
    const folder = await changedSource((copy) => truncate(join(copy, 'model.onnx_data'), 10_000), external.directory);
    const added = await addModel({ source: folder, directory: join(root, 'bundles') });
    await using engine = createInferenceEngine();
    await expect(engine.load(added.directory)).rejects.toMatchObject({ code: 'integrity' });
  });
});

it('says that an execution provider is not there, when the model runs without it', async () => {
  await using engine = createInferenceEngine({ executionProviders: ['nowhere'] });
  await expect(engine.load(bundle.directory)).rejects.toMatchObject({
    code: 'unsupported',
    details: { field: 'executionProviders' },
  });
});

it('gives the same bits whatever else it does, when it is deterministic', async () => {
  const int8 = await writeModelFolder({ directory: join(root, 'int8'), task: 'embedding', precision: 'int8' });
  const added = await addModel({ source: int8.directory, directory: join(root, 'bundles') });
  const asked = ['depot', 'the parcel of the depot', 'a'];
  const bits = async (isDeterministic: boolean, isBusy: boolean): Promise<string> => {
    await using engine = createInferenceEngine({ workers: 1, isDeterministic, cacheBytes: 0 });
    const embedder = engine.embedder(await engine.load(added.directory));
    const others = Array.from({ length: isBusy ? 40 : 0 }, (_, index) =>
      embedder.embed({ texts: [`b c ${String(index)} d e f`, 'b'], kind: 'document' }, testContext()),
    );
    const { vectors } = await embedder.embed({ texts: asked, kind: 'document' }, testContext());
    await Promise.all(others);
    return Buffer.from(vectors.buffer).toString('hex');
  };
  expect(await bits(true, true)).toBe(await bits(true, false));
  // Companions do change last digits otherwise: the model is one that shows it.
  expect(await bits(false, true)).not.toBe(await bits(false, false));
});

describe('numbers that are not finite', () => {
  it('fail the request they belong to, and no other', async () => {
    const id = source.vocabulary.indexOf('parcel');
    const folder = await changedSource(async (copy) => {
      const path = join(copy, 'model.onnx');
      const bytes = await readFile(path);
      const { words } = source.weights;
      const start = bytes.indexOf(new Uint8Array(words.buffer, words.byteOffset, 64));
      expect(start).toBeGreaterThan(0);
      bytes.writeFloatLE(NaN, start + id * source.shape.hidden * 4);
      await writeFile(path, bytes);
    });
    const added = await addModel({ source: folder, directory: join(root, 'bundles') });
    await using engine = createInferenceEngine();
    const embedder = engine.embedder(await engine.load(added.directory));
    const [bad, good] = await Promise.allSettled([
      embedder.embed({ texts: ['depot', 'the parcel'], kind: 'document' }, testContext()),
      embedder.embed({ texts: ['the depot'], kind: 'document' }, testContext()),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'upstream', isRetryable: false } });
    expect(JSON.stringify(bad)).not.toContain('parcel');
    expect(good.status).toBe('fulfilled');
  });
});

describe('texts of all kinds', () => {
  it('empty, broken and endless ones get a vector each', async () => {
    await using engine = createInferenceEngine();
    const embedder = engine.embedder(await engine.load(bundle.directory));
    const texts = [
      '',
      ' ',
      '\ud800',
      '\udc00x',
      '\u0000',
      '😀'.repeat(3_000),
      'a'.repeat(1_000_000),
      ' \n'.repeat(500_000),
    ];
    const { vectors, truncated } = await embedder.embed({ texts, kind: 'document' }, testContext());
    expect(vectors.every(Number.isFinite)).toBe(true);
    expect(truncated).toEqual([]);
    const long = await embedder.embed({ texts: ['a b '.repeat(100_000)], kind: 'document' }, testContext());
    expect(long.truncated).toEqual([0]);
  });
});

it('a text without any token gets a vector where the tokenizer adds no special ones', async () => {
  const folder = await changedSource(async (copy) => {
    const path = join(copy, 'tokenizer.json');
    const file = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...file, post_processor: null }));
  });
  const added = await addModel({ source: folder, directory: join(root, 'bundles') });
  await using engine = createInferenceEngine();
  const embedder = engine.embedder(await engine.load(added.directory));
  const { vectors } = await embedder.embed({ texts: ['', 'depot'], kind: 'document' }, testContext());
  expect(vectors.every(Number.isFinite)).toBe(true);
  expect(Math.hypot(...vectors.subarray(0, 32))).toBeCloseTo(1, 5);
});

describe('threads that die', () => {
  it('for want of memory are replaced: what they had fails with a retryable error, the next call is answered', async () => {
    let isHungry = true;
    const hungry = `const kept = []; require('node:worker_threads').parentPort.on('message', () => { for (;;) kept.push(new Array(100000).fill(1.5)); });`;
    await using engine = createEngine(
      { workerMemoryMiB: 32 },
      {
        clock: systemClock,
        spawn: (program, limits) => {
          if (!isHungry || program !== 'tokenizer') return spawnWorker(program, { memoryMiB: 512 });
          isHungry = false;
          return new Worker(hungry, { eval: true, resourceLimits: { maxOldGenerationSizeMb: limits?.memoryMiB } });
        },
      },
    );
    await expect(engine.load(bundle.directory)).rejects.toMatchObject({ code: 'unavailable', isRetryable: true });
    const embedder = engine.embedder(await engine.load(bundle.directory));
    await expect(embedder.embed({ texts: ['depot'], kind: 'query' }, testContext())).resolves.toBeDefined();
  }, 60_000);

  it('the one that tokenizes is started again with what it knew', async () => {
    let tokenizer: Worker | undefined;
    await using engine = createEngine(
      {},
      {
        clock: systemClock,
        spawn: (program, limits) => {
          const worker = spawnWorker(program, limits);
          if (program === 'tokenizer') tokenizer = worker;
          return worker;
        },
      },
    );
    const embedder = engine.embedder(await engine.load(bundle.directory));
    await tokenizer?.terminate();
    await expect(embedder.embed({ texts: ['depot'], kind: 'query' }, testContext())).resolves.toBeDefined();
  });
});

describe('what an engine holds', () => {
  it('is let go of: loading and unloading again and again takes no more memory', async () => {
    const rounds = isLong ? 1_000 : 120;
    await using engine = createInferenceEngine();
    const readings: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const model = await engine.load(bundle.directory);
      await engine.embedder(model).embed({ texts: [`depot ${String(round)}`], kind: 'query' }, testContext());
      await engine.unload(model);
      if (round % 10 === 9) readings.push(process.memoryUsage.rss() / 2 ** 20);
    }
    // The first rounds fill what is used again later.
    const settled = readings.slice(Math.floor(readings.length / 2));
    const growth = (settled.at(-1) ?? 0) - (settled[0] ?? 0);
    // A session of this model takes more than a megabyte: one that stays per round would show as hundreds.
    expect(growth).toBeLessThan(isLong ? 150 : 60);
  }, 300_000);

  it('stays bounded while very many texts wait, and all are answered', async () => {
    const count = isLong ? 100_000 : 20_000;
    await using engine = createInferenceEngine({ maxQueuedTexts: count, cacheBytes: 0 });
    const embedder = engine.embedder(await engine.load(bundle.directory));
    const texts = Array.from({ length: count }, (_, index) => `depot ${String(index)}`);
    const before = process.memoryUsage.rss();
    const { vectors, usage } = await embedder.embed({ texts, kind: 'document' }, testContext());
    expect(vectors.length).toBe(count * 32);
    expect(usage.inputTokens).toBeGreaterThan(count * 3);
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(1_000);
    expect(engine.stats()).toMatchObject({ queuedTexts: 0, queuedTokens: 0 });
  }, 300_000);
});
