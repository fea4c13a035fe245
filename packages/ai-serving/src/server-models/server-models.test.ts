import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmbeddingModel } from '@org/ai-core';
import { createFakeEmbeddingModel, embeddingModelContract, testContext } from '@org/ai-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInferenceV2Embeddings, type InferenceV2EmbeddingsOptions } from './inference-v2-embeddings.ts';
import { createTeiEmbeddings } from './tei-embeddings.ts';
import { createTeiReranker } from './tei-reranker.ts';

const dimensions = 16;
const fake = createFakeEmbeddingModel({ dimensions });
let server: Server;
let baseUrl = '';
/** What the server answers with once, in place of the right thing. */
let fault:
  ((answer: unknown) => { readonly status?: number; readonly body: unknown; readonly headers?: object }) | undefined;
const seen: { readonly path: string; readonly body: Record<string, unknown> }[] = [];

async function rowsOf(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
  const { vectors } = await fake.embed({ texts, kind: 'document' }, testContext());
  return texts.map((_, row) => [...vectors.subarray(row * dimensions, (row + 1) * dimensions)]);
}

/** Answers as the published interfaces of text-embeddings-inference and of the Open Inference Protocol say. */
async function answer(path: string, body: Record<string, unknown>): Promise<{ status: number; body: unknown }> {
  if (path === '/embed') return { status: 200, body: await rowsOf(body['inputs'] as string[]) };
  if (path === '/rerank') {
    const scores = (body['texts'] as string[]).map((text, index) => ({ index, score: 1 / (1 + text.length) }));
    return { status: 200, body: scores.sort((a, b) => b.score - a.score) };
  }
  if (path === '/v2/models/minilm/infer' || path === '/v2/models/minilm/versions/2/infer') {
    const [input] = body['inputs'] as { name: string; shape: number[]; datatype: string; data: string[] }[];
    const rows = await rowsOf(input?.data ?? []);
    const tensor = { name: 'embedding', datatype: 'FP32', shape: [rows.length, dimensions], data: rows.flat() };
    return { status: 200, body: { model_name: 'minilm', model_version: '2', outputs: [tensor] } };
  }
  return { status: 404, body: { error: 'unknown' } };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      seen.push({ path: request.url ?? '', body });
      void answer(request.url ?? '', body).then((right) => {
        const given = fault?.(right.body) ?? right;
        fault = undefined;
        response.writeHead(given.status ?? 200, {
          'content-type': 'application/json',
          ...('headers' in given ? given.headers : {}),
        });
        response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  fault = undefined;
  seen.length = 0;
});

const texts = ['late parcel', 'refund form', 'night shift', 'label printer', 'depot'];
const v2 = (rest: Partial<InferenceV2EmbeddingsOptions> = {}): ReturnType<typeof createInferenceV2Embeddings> =>
  createInferenceV2Embeddings({ baseUrl, model: 'minilm', dimensions, revision: 'r1', batchSize: 2, ...rest });
const tei = (rest = {}): ReturnType<typeof createTeiEmbeddings> =>
  createTeiEmbeddings({ baseUrl, dimensions, revision: 'r1', batchSize: 2, ...rest });

describe.each([
  ['text-embeddings-inference', tei],
  ['the Open Inference Protocol', v2],
] as const)('an embedding model over %s', (_, make) => {
  it.each(embeddingModelContract)('$name', async ({ run }) => {
    await using model = make();
    await run({ model, texts });
  });

  it('gives the rows of the server, over several requests', async () => {
    await using model = make();
    const { vectors } = await model.embed({ texts, kind: 'document' }, testContext());
    const right = await fake.embed({ texts, kind: 'document' }, testContext());
    for (const [index, value] of vectors.entries()) expect(value).toBeCloseTo(right.vectors[index] ?? NaN, 5);
    expect(seen).toHaveLength(3);
  });

  it('is the same model for callers as one in the process', async () => {
    const search = async (model: EmbeddingModel): Promise<number> =>
      (await model.embed({ texts: ['where is it'], kind: 'query' }, testContext())).vectors.length;
    await using model = make();
    expect(await search(model)).toBe(await search(fake));
  });

  it.each([
    ['a rate limit', 429, { error: 'Model is overloaded', error_type: 'Overloaded' }, 'rate-limited'],
    ['a server that is starting', 503, { error: 'not ready' }, 'overloaded'],
    ['a batch that is too large', 413, { error: 'batch size 64 > maximum 32' }, 'payload-too-large'],
    ['bad JSON', 200, '[[0.1, ', 'protocol'],
    ['something else', 200, { hello: 'world' }, 'protocol'],
    ['no rows', 200, [], 'protocol'],
  ] as const)('fails typed on %s', async (_name, status, body, code) => {
    await using model = make();
    fault = () => ({ status, body });
    const attempt = model.embed({ texts, kind: 'document' }, testContext());
    await expect(attempt).rejects.toMatchObject({ code });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('late parcel') });
  });

  it('names revision, width and prefixes in its fingerprint, and needs a revision', async () => {
    await using model = make();
    await using other = make({ revision: 'r2' });
    await using prefixed = make({ prefixes: { query: 'query: ', document: 'passage: ' } });
    expect(new Set([model.fingerprint, other.fingerprint, prefixed.fingerprint]).size).toBe(3);
    expect(() => make({ revision: '' })).toThrow('revision must name the weights');
    expect(() => make({ dimensions: 0 })).toThrow('dimensions must be');
    await prefixed.embed({ texts: ['a'], kind: 'query' }, testContext());
    expect(JSON.stringify(seen.at(-1)?.body)).toContain('query: a');
  });

  it('stops when its caller does', async () => {
    await using model = make();
    await expect(
      model.embed({ texts, kind: 'document' }, testContext({ signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('vectors of the Open Inference Protocol', () => {
  it('are asked for as texts of the shape, version and names given', async () => {
    await using model = v2({ isColumn: false, modelVersion: '2', input: 'TEXT' });
    await model.embed({ texts: ['a', 'b'], kind: 'query' }, testContext());
    expect(seen).toEqual([
      {
        path: '/v2/models/minilm/versions/2/infer',
        body: {
          inputs: [{ name: 'TEXT', shape: [2], datatype: 'BYTES', data: ['a', 'b'] }],
          outputs: [{ name: 'embedding' }],
        },
      },
    ]);
    expect(() => v2({ model: '../admin' })).toThrow('model must be');
  });

  it.each([
    ['another name', { name: 'other' }],
    ['another type', { datatype: 'FP64' }],
    ['another width', { shape: [2, 8] }],
    ['fewer rows', { shape: [1, dimensions] }],
    ['too few numbers', { data: [1, 2, 3] }],
    ['what is no number', { data: Array.from({ length: 2 * dimensions }, () => 'x') }],
    ['zeros', { data: new Array<number>(2 * dimensions).fill(0) }],
  ])('are refused with %s', async (_, change) => {
    await using model = v2();
    fault = (right) => {
      const { outputs } = right as { outputs: object[] };
      return { body: { outputs: [{ ...outputs[0], ...change }] } };
    };
    await expect(model.embed({ texts: ['a', 'b'], kind: 'query' }, testContext())).rejects.toMatchObject({
      code: 'protocol',
    });
  });
});

describe('a reranker over text-embeddings-inference', () => {
  it('orders documents by the scores of the server, over several requests', async () => {
    await using reranker = createTeiReranker({ baseUrl, revision: 'r1', batchSize: 2 });
    const documents = ['a long document', 'short', 'the longest document of all', 'mid size'];
    const { ranking } = await reranker.rerank({ query: 'q', documents }, testContext());
    expect(ranking.map(({ index }) => index)).toEqual([1, 3, 0, 2]);
    expect((await reranker.rerank({ query: 'q', documents, limit: 1 }, testContext())).ranking).toEqual([ranking[0]]);
    expect((await reranker.rerank({ query: 'q', documents: [] }, testContext())).ranking).toEqual([]);
  });

  it.each([
    ['a missing score', [{ index: 0, score: 1 }]],
    [
      'a repeated index',
      [
        { index: 0, score: 1 },
        { index: 0, score: 2 },
      ],
    ],
    [
      'an index out of range',
      [
        { index: 0, score: 1 },
        { index: 7, score: 2 },
      ],
    ],
    [
      'a score that is no number',
      [
        { index: 0, score: 1 },
        { index: 1, score: null },
      ],
    ],
  ])('refuses %s', async (_, body) => {
    await using reranker = createTeiReranker({ baseUrl, revision: 'r1' });
    fault = () => ({ body });
    await expect(reranker.rerank({ query: 'q', documents: ['a', 'b'] }, testContext())).rejects.toMatchObject({
      code: 'protocol',
    });
  });
});
