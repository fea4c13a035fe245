import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type EmbeddingModel, systemClock } from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import { embeddingModelContract, testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packBundle, writeBundle } from '../bundle/write-bundle.ts';
import { fitEmbedder } from '../fit/fit-embedder.ts';
import { sentences } from '../fit/sentences.fixture.ts';
import { encodeTermGraph } from '../onnx/term-graph.ts';
import { type SpawnWorker, spawnWorker } from '../workers/spawn-worker.ts';
import { createEngine, createInferenceEngine, type InferenceEngine } from './engine.ts';
import { loadRuntime } from '../session/runtime.ts';

let root: string;
let bundle: string;
let engine: InferenceEngine;
let embedder: EmbeddingModel;
const others: InferenceEngine[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-engine-'));
  bundle = (await fitEmbedder({ texts: sentences, directory: root, dimensions: 16, maxTokens: 20 })).directory;
  engine = createInferenceEngine({ workers: 2 });
  embedder = engine.embedder(await engine.load(bundle));
});
afterAll(async () => {
  for (const each of [engine, ...others]) await each[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

function engineWith(spawn: SpawnWorker): InferenceEngine {
  const other = createEngine({ workers: 1 }, { clock: systemClock, spawn });
  others.push(other);
  return other;
}

async function embed(texts: readonly string[]): Promise<Float32Array> {
  return (await embedder.embed({ texts, kind: 'document' }, testContext())).vectors;
}

async function bundleOf(model: Uint8Array, dimensions: number): Promise<string> {
  const vocabulary = new TextEncoder().encode('a\nb\n');
  const packed = await packBundle(
    {
      formatVersion: 1,
      name: 'by-hand',
      task: 'embedding',
      pooling: 'weighted-sum',
      normalisation: 'l2',
      dimensions,
      maxTokens: 8,
      precision: 'float32',
      licence: 'Apache-2.0',
      source: 'a test',
      model: 'model.onnx',
      tokenizer: { kind: 'terms', vocabulary: 'vocabulary.txt' },
    },
    { 'model.onnx': model, 'vocabulary.txt': vocabulary },
  );
  return await writeBundle(createNodeFileSystem(), root, packed);
}

describe('an embedder', () => {
  it.each(embeddingModelContract)('$name', async ({ run }) => {
    await run({ model: embedder, texts: sentences.slice(0, 5) });
  });

  it('computes the unit-length weighted sum of the rows of its terms', async () => {
    const table = Float32Array.from([0, 0, 1, 3, 0, 0, 0, 4, 0]);
    const model = await engine.load(await bundleOf(encodeTermGraph(table, 3, 3), 3));
    const { vectors } = await engine
      .embedder(model)
      .embed({ texts: ['a b', 'a a', 'other'], kind: 'query' }, testContext());
    const expected = [0.6, 0.8, 0, 1, 0, 0, 0, 0, 1];
    for (const [index, value] of vectors.entries()) expect(value).toBeCloseTo(expected[index] ?? 0, 5);
  });

  it('gives a text the same bits alone, in a batch and from any worker', async () => {
    const together = await embed(sentences);
    const apart = await Promise.all(sentences.map((text) => embed([text])));
    for (const [index, alone] of apart.entries())
      expect(alone).toEqual(together.subarray(index * 16, (index + 1) * 16));
  });

  it('treats a question as it treats a document', async () => {
    const question = await embedder.embed({ texts: sentences.slice(0, 1), kind: 'query' }, testContext());
    expect(question.vectors).toEqual(await embed(sentences.slice(0, 1)));
  });

  it('counts tokens and lists what it cut, at a word or far beyond', async () => {
    const texts = ['one two', 'word '.repeat(20), 'word '.repeat(21), ' '.repeat(5000)];
    const { truncated, usage } = await embedder.embed({ texts, kind: 'document' }, testContext());
    expect(truncated).toEqual([2, 3]);
    expect(usage).toEqual({ inputTokens: 2 + 20 + 20, outputTokens: 0, source: 'provider' });
  });

  it('keeps the ONNX runtime out of the calling thread', async () => {
    await embed(['anything']);
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    expect(loaded.filter((path) => path.includes('onnxruntime'))).toEqual([]);
  });
});

describe('an engine', () => {
  it('carries the identity of the bundle', async () => {
    const model = await engine.load(bundle);
    expect(bundle.endsWith(model.fingerprint.slice('sha256:'.length))).toBe(true);
    expect(embedder).toMatchObject({
      id: 'corpus-lsa',
      fingerprint: model.fingerprint,
      dimensions: 16,
      maxInputTokens: 20,
    });
  });

  it('loads nothing from a bundle with a changed byte, also when it comes back to it after a crash', async () => {
    const { directory } = await fitEmbedder({ texts: sentences.slice(3), directory: root });
    const threads: Worker[] = [];
    const other = engineWith((program) => {
      const worker = spawnWorker(program);
      threads.push(worker);
      return worker;
    });
    const model = other.embedder(await other.load(directory));
    await expect(other.load(directory, { fingerprint: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      code: 'integrity',
    });
    const path = join(directory, 'model.onnx');
    const bytes = await readFile(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(other.load(directory)).rejects.toMatchObject({ code: 'integrity', details: { file: 'model.onnx' } });
    await threads[0]?.terminate();
    const answer = model.embed({ texts: ['word'], kind: 'query' }, testContext());
    await expect(answer).rejects.toMatchObject({ code: 'integrity', details: { file: 'model.onnx' } });
  });

  it('answers again after its thread died under a request', async () => {
    let latest: Worker | undefined;
    const other = engineWith((program) => (latest = spawnWorker(program)));
    const model = other.embedder(await other.load(bundle));
    const texts = Array.from({ length: 2000 }, () => sentences.join(' '));
    const lost = model.embed({ texts, kind: 'document' }, testContext());
    await latest?.terminate();
    await expect(lost).rejects.toMatchObject({ code: 'unavailable', isRetryable: true });
    const again = await model.embed({ texts: sentences, kind: 'document' }, testContext());
    expect(again.vectors).toEqual(await embed(sentences));
  });

  it('does not take another intact bundle for the one it had when it comes back after a crash', async () => {
    const place = join(root, 'place');
    let latest: Worker | undefined;
    const other = engineWith((program) => (latest = spawnWorker(program)));
    await cp(bundle, place, { recursive: true });
    const model = other.embedder(await other.load(place));
    await rm(place, { recursive: true });
    await cp(await bundleOf(encodeTermGraph(new Float32Array(6).fill(1), 3, 2), 2), place, { recursive: true });
    await latest?.terminate();
    const answer = model.embed({ texts: ['word'], kind: 'query' }, testContext());
    await expect(answer).rejects.toMatchObject({ code: 'integrity', details: { file: 'bundle.json' } });
  });

  it('says unavailable when its thread cannot live at all', async () => {
    const other = engineWith(() => new Worker('process.exit(3)', { eval: true }));
    await expect(other.load(bundle)).rejects.toMatchObject({ code: 'unavailable', isRetryable: true });
  });

  it.each([
    ['no ONNX model', () => Uint8Array.from([1, 2, 3]), 2, 'not a model that onnxruntime-node can run'],
    [
      'other dimensions than its manifest says',
      () => encodeTermGraph(new Float32Array(9).fill(1), 3, 3),
      2,
      'does not match its manifest',
    ],
    [
      'a vocabulary larger than its table',
      () => encodeTermGraph(new Float32Array(4).fill(1), 2, 2),
      2,
      'does not match its manifest',
    ],
  ])('refuses a file that holds %s', async (_, model, dimensions, message) => {
    const attempt = engine.load(await bundleOf(model(), dimensions));
    await expect(attempt).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining(message),
      details: { file: 'model.onnx' },
    });
  });

  it('stops waiting for a load that is cancelled', async () => {
    await expect(engine.load(bundle, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    const caller = new AbortController();
    const load = engine.load(bundle, { signal: caller.signal });
    caller.abort();
    await expect(load).rejects.toMatchObject({ code: 'aborted' });
  });

  it('says what to install when the ONNX runtime is missing', async () => {
    const missing = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));
    await expect(loadRuntime(missing)).rejects.toMatchObject({
      code: 'unsupported',
      isRetryable: false,
      message: expect.stringContaining('npm install onnxruntime-node'),
    });
  });
});
