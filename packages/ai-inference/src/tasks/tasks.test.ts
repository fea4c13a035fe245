import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInferenceEngine, type InferenceEngine } from '../engine/engine.ts';
import type { LoadedModel } from '../engine/handle.ts';
import { addModel } from '../import/add-model.ts';
import type { InferenceTensor } from '../session/session.ts';
import { forward } from '../testing/forward.fixture.ts';
import { writeModelFolder, type WrittenModel } from '../testing/write-model-folder.ts';

const tasks = ['embedding', 'reranking', 'classification', 'tagging'] as const;
type Task = (typeof tasks)[number];

let root: string;
let engine: InferenceEngine;
const written = new Map<Task, WrittenModel>();
const models = new Map<Task | 'graph' | 'multi', LoadedModel>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-tasks-'));
  engine = createInferenceEngine();
  for (const task of tasks) {
    const model = await writeModelFolder({ directory: join(root, task), task, texts: [query, ...documents] });
    written.set(task, model);
    const { directory } = await addModel({ source: model.directory, directory: join(root, 'bundles') });
    models.set(task, await engine.load(directory));
  }
  const multi = await addModel({
    source: join(root, 'classification'),
    directory: join(root, 'bundles'),
    activation: 'sigmoid',
  });
  models.set('multi', await engine.load(multi.directory));
  const graph = await addModel({ source: join(root, 'embedding'), directory: join(root, 'bundles'), task: 'graph' });
  models.set('graph', await engine.load(graph.directory));
}, 60_000);
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const query = 'which train goes to the depot';
const documents = ['the night train', 'a parcel', 'the train to the depot leaves at nine', 'a parcel'];

function modelOf(task: Task | 'graph' | 'multi'): LoadedModel {
  const model = models.get(task);
  if (model === undefined) throw new Error('not loaded');
  return model;
}

/** What the model of a task returns for words of its vocabulary, computed in plain JavaScript. */
function expected(task: Task, text: string, pair?: string): Float64Array {
  const model = written.get(task);
  if (model === undefined) throw new Error('not written');
  const id = (word: string): number => model.vocabulary.indexOf(word);
  const first = [id('[CLS]'), ...text.split(' ').map(id), id('[SEP]')];
  const second = pair === undefined ? [] : [...pair.split(' ').map(id), id('[SEP]')];
  const types = [...first.map(() => 0), ...second.map(() => 1)];
  return forward(
    model,
    [...first, ...second],
    types,
    task === 'embedding' ? 'tokens' : task === 'tagging' ? 'each' : 'first',
  );
}

describe('an embedder', () => {
  it('returns the mean of the token vectors, as computed without the runtime', async () => {
    const { vectors } = await engine
      .embedder(modelOf('embedding'))
      .embed({ texts: documents, kind: 'document' }, testContext());
    for (const [row, text] of documents.entries()) {
      const tokens = expected('embedding', text);
      const count = tokens.length / 32;
      const mean = Array.from({ length: 32 }, (_, column) => {
        let sum = 0;
        for (let token = 0; token < count; token += 1) sum += tokens[token * 32 + column] ?? 0;
        return sum / count;
      });
      const length = Math.hypot(...mean);
      for (const [column, value] of mean.entries()) expect(vectors[row * 32 + column]).toBeCloseTo(value / length, 4);
    }
  });
});

describe('a reranker', () => {
  it('orders documents by the score of query and document read together', async () => {
    const { ranking, usage } = await engine.reranker(modelOf('reranking')).rerank({ query, documents }, testContext());
    const scores = documents.map((document) => 1 / (1 + Math.exp(-(expected('reranking', query, document)[0] ?? 0))));
    const order = [...documents.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    expect(ranking.map(({ index }) => index)).toEqual(order);
    for (const { index, score } of ranking) expect(score).toBeCloseTo(scores[index] ?? 0, 4);
    expect(usage.inputTokens).toBe(documents.reduce((sum, each) => sum + each.split(' ').length + 9, 0));
  });

  it('keeps the best of a limit, and takes no document and no text as they are', async () => {
    const reranker = engine.reranker(modelOf('reranking'));
    const whole = await reranker.rerank({ query, documents }, testContext());
    const best = await reranker.rerank({ query, documents, limit: 2 }, testContext());
    expect(best.ranking).toEqual(whole.ranking.slice(0, 2));
    expect((await reranker.rerank({ query, documents: [] }, testContext())).ranking).toEqual([]);
    expect((await reranker.rerank({ query: '', documents: [''] }, testContext())).ranking).toHaveLength(1);
    await expect(reranker.rerank({ query, documents, limit: 0 }, testContext())).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'limit' },
    });
  });

  it('reports documents that were cut', async () => {
    const long = 'the train '.repeat(200);
    const { truncated } = await engine
      .reranker(modelOf('reranking'))
      .rerank({ query, documents: ['a', long] }, testContext());
    expect(truncated).toEqual([1]);
  });
});

describe('a classifier', () => {
  it('gives each label its share, as computed without the runtime', async () => {
    const classifier = engine.classifier(modelOf('classification'));
    expect(classifier).toMatchObject({ labels: ['benign', 'attack'], isMultiLabel: false });
    const { scores } = await classifier.classify({ texts: documents }, testContext());
    for (const [row, text] of documents.entries()) {
      const [benign = 0, attack = 0] = expected('classification', text);
      const share = 1 / (1 + Math.exp(attack - benign));
      expect(scores[row]?.['benign']).toBeCloseTo(share, 4);
      expect((scores[row]?.['benign'] ?? 0) + (scores[row]?.['attack'] ?? 0)).toBeCloseTo(1, 9);
    }
  });

  it('lets labels stand alone where the model says so', async () => {
    const classifier = engine.classifier(modelOf('multi'));
    expect(classifier.isMultiLabel).toBe(true);
    const { scores } = await classifier.classify({ texts: documents.slice(0, 1) }, testContext());
    const [benign = 0] = expected('classification', documents[0] ?? '');
    expect(scores[0]?.['benign']).toBeCloseTo(1 / (1 + Math.exp(-benign)), 4);
  });
});

describe('a graph', () => {
  const tensor = (values: readonly number[], shape: readonly number[] = [1, values.length]): InferenceTensor => ({
    type: 'int64',
    data: BigInt64Array.from(values, BigInt),
    shape,
  });
  const feeds = (ids: readonly number[]): Record<string, InferenceTensor> => ({
    input_ids: tensor(ids),
    attention_mask: tensor(ids.map(() => 1)),
    token_type_ids: tensor(ids.map(() => 0)),
  });

  it('runs tensors as they are', async () => {
    const ids = [2, 30, 40, 3];
    const { last_hidden_state: output } = await engine.run(modelOf('graph'), feeds(ids), testContext());
    expect(output?.shape).toEqual([1, 4, 32]);
    const model = written.get('embedding');
    const plain = model === undefined ? [] : forward(model, ids, [0, 0, 0, 0], 'tokens');
    for (const [at, value] of plain.entries()) expect(output?.data[at]).toBeCloseTo(value, 3);
  });

  it.each([
    ['a missing input', { input_ids: tensor([1]) }, 'attention_mask is missing'],
    ['an unknown input', { ...feeds([1]), other: tensor([1]) }, 'other is no input'],
    [
      'another type',
      { ...feeds([1]), input_ids: { type: 'int32', data: Int32Array.of(1), shape: [1, 1] } },
      'input_ids has the type int32',
    ],
    ['another rank', { ...feeds([1]), input_ids: tensor([1], [1]) }, 'input_ids has the shape [1]'],
    ['too few values', { ...feeds([1, 1]), input_ids: tensor([1], [1, 2]) }, 'holds 1 values'],
    ['sizes that differ', { ...feeds([1, 1]), attention_mask: tensor([1]) }, 'another input has 2'],
    [
      'the wrong array',
      { ...feeds([1]), input_ids: { type: 'int64', data: Int32Array.of(1), shape: [1, 1] } },
      'another kind of array',
    ],
  ] as const)('refuses %s, naming it', async (_, given, message) => {
    const attempt = engine.run(modelOf('graph'), given, testContext());
    await expect(attempt).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) });
  });

  it('says so when an index does not fit, and goes on', async () => {
    await expect(engine.run(modelOf('graph'), feeds([5_000]), testContext())).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(engine.run(modelOf('graph'), feeds([5]), testContext())).resolves.toBeDefined();
  });
});

describe('a handle', () => {
  it.each([
    ['embedder', 'tagging'],
    ['reranker', 'embedding'],
    ['classifier', 'reranking'],
    ['tagger', 'classification'],
  ] as const)('of another task gives no %s', (method, task) => {
    expect(() => engine[method](modelOf(task))).toThrow(`is made for ${task}`);
  });

  it('that was unloaded says so, also to models made from it before', async () => {
    await using other = createInferenceEngine();
    const model = await other.load(modelOf('embedding').directory);
    const embedder = other.embedder(model);
    await embedder.embed({ texts: ['a'], kind: 'query' }, testContext());
    await other.unload(model);
    await other.unload(model);
    await expect(embedder.embed({ texts: ['b'], kind: 'query' }, testContext())).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('was unloaded'),
    });
    expect(() => other.embedder(model)).toThrow('was unloaded');
    const again = other.embedder(await other.load(model.directory));
    await expect(again.embed({ texts: ['b'], kind: 'query' }, testContext())).resolves.toBeDefined();
  });
});
