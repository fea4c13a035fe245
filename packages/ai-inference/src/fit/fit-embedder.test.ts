import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInferenceEngine } from '../engine/engine.ts';
import { type SpawnWorker, spawnWorker } from '../workers/spawn-worker.ts';
import { fitEmbedder, type FitProgress, type FittedEmbedder, fitWith } from './fit-embedder.ts';
import { reproduceEmbedder } from './reproduce-embedder.ts';
import { sentences } from './sentences.fixture.ts';
import { unseenShare } from './unseen-share.ts';

let root: string;
const engine = createInferenceEngine();
/** A bundle fitted to the sentences, for tests that only read it. */
let sample: FittedEmbedder;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-fit-'));
  sample = await fitEmbedder({ texts: sentences, directory: await folder(), dimensions: 16 });
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

function folder(): Promise<string> {
  return mkdtemp(join(root, 'case-'));
}

async function bytesOf(directory: string): Promise<Record<string, string>> {
  const bytes: Record<string, string> = {};
  for (const name of (await readdir(directory)).sort()) {
    bytes[name] = (await readFile(join(directory, name))).toString('base64');
  }
  return bytes;
}

async function* slowly(texts: readonly string[], everyNth: number): AsyncIterable<string> {
  for (const [index, text] of texts.entries()) {
    if (index % everyNth === 0) await new Promise((resolve) => setImmediate(resolve));
    yield text;
  }
}

/** Threads between which every message waits for some turns of the event loop, in order. */
function spawnHesitant(turns: number): SpawnWorker {
  return (program) => {
    const worker = spawnWorker(program);
    const send = worker.postMessage.bind(worker);
    let last = Promise.resolve();
    worker.postMessage = (message) => {
      last = last.then(async () => {
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        send(message);
      });
    };
    return worker;
  };
}

async function cosines(directory: string, pairs: readonly (readonly [string, string])[]): Promise<number[]> {
  const embedder = engine.embedder(await engine.load(directory));
  const { vectors, dimensions } = await embedder.embed({ texts: pairs.flat(), kind: 'document' }, testContext());
  const row = (index: number): Float32Array => vectors.subarray(index * dimensions, (index + 1) * dimensions);
  return pairs.map((_, index) =>
    row(2 * index).reduce((sum, value, column) => sum + value * (row(2 * index + 1)[column] ?? 0), 0),
  );
}

describe('fitEmbedder', () => {
  it('gives the same bytes whenever and however the texts arrive and the threads take turns', async () => {
    const expected = await bytesOf(sample.directory);
    expect(Object.keys(expected)).toEqual(['bundle.json', 'model.onnx', 'training-record.json', 'vocabulary.txt']);
    for (const turns of [0, 1, 3]) {
      const options = { texts: slowly(sentences, turns + 1), directory: await folder(), dimensions: 16 };
      const again = await fitWith(spawnHesitant(turns), options);
      expect(again.fingerprint).toBe(sample.fingerprint);
      expect(await bytesOf(again.directory)).toEqual(expected);
    }
  });

  it('gives the bytes of this code version on every machine', () => {
    // When this changes, bundles of earlier releases cannot be reproduced any more: change fitCodeVersion with it.
    expect(sample.fingerprint).toBe('sha256:53b36d17f7d644d573eba076f56ae43b41414a5f40706634865d9bfae6772b23');
  });

  it('gives other bytes for another seed, order or text', async () => {
    const directory = await folder();
    const fits = [
      { texts: sentences, seed: 2 },
      { texts: [...sentences].reverse() },
      { texts: [...sentences.slice(0, -1), 'A different last sentence.'] },
    ];
    const prints = new Set([sample.fingerprint]);
    for (const fit of fits) prints.add((await fitEmbedder({ ...fit, directory, dimensions: 16 })).fingerprint);
    expect(prints.size).toBe(fits.length + 1);
  });

  it('brings words closer that keep the same company', async () => {
    const { directory } = await fitEmbedder({ texts: sentences, directory: await folder(), dimensions: 7 });
    const pairs = [
      ['doctor', 'physician', 'invoice'],
      ['car', 'automobile', 'patient'],
      ['invoice', 'bill', 'engine'],
      ['password', 'credential', 'nurse'],
    ] as const;
    const near = await cosines(
      directory,
      pairs.map(([word, synonym]) => [word, synonym]),
    );
    const far = await cosines(
      directory,
      pairs.map(([word, , other]) => [word, other]),
    );
    for (const [index, pair] of pairs.entries())
      expect(near[index], pair.join(' ')).toBeGreaterThan((far[index] ?? 1) + 0.3);
    // No sentence holds both words of a pair: what brings them together is the company, not that they occur together.
    for (const [word, synonym] of pairs)
      expect(sentences.filter((text) => text.includes(word) && text.includes(synonym))).toEqual([]);
  });

  it('works for one text and says what it found', async () => {
    const { record, directory } = await fitEmbedder({ texts: ['Forklift permits expire.'], directory: await folder() });
    expect(record).toMatchObject({ inputs: { texts: 1, tokens: 3 }, result: { vocabulary: 3, rank: 1, explained: 1 } });
    const [same, none] = await cosines(directory, [
      ['forklift', 'permit'],
      ['forklift', 'something'],
    ]);
    expect(same).toBeCloseTo(1, 5);
    expect(none).toBeCloseTo(0, 5);
  });

  it.each([
    ['no texts', []],
    ['texts without words', ['...', '']],
  ])('works for %s: every text is embedded alike', async (_, texts) => {
    const fitted = await fitEmbedder({ texts, directory: await folder() });
    expect(fitted.record).toMatchObject({
      inputs: { texts: texts.length, tokens: 0 },
      result: { vocabulary: 0, rank: 0, explained: 0 },
    });
    expect(await cosines(fitted.directory, [['any', 'other']])).toEqual([1]);
    expect(await fitted.unseenShare(['any'])).toBe(1);
  });

  it('tells which share of terms it has not seen', async () => {
    const fitted = await fitEmbedder({ texts: ['red green blue'], directory: await folder() });
    expect(await fitted.unseenShare(['red red red', 'green'])).toBe(0);
    expect(await fitted.unseenShare(['red', 'purple purple'])).toBe(0.5);
    expect(await unseenShare({ directory: fitted.directory, texts: [] })).toBe(0);
  });

  it('reports progress: texts as they are read, then the steps of the computation', async () => {
    const steps: FitProgress[] = [];
    await fitEmbedder({ texts: sentences, directory: await folder(), onProgress: (step) => steps.push(step) });
    const read = steps.filter((step) => step.phase === 'read');
    expect(read.at(-1)).toEqual({ phase: 'read', texts: sentences.length });
    const last = steps.at(-1);
    expect(last?.phase === 'compute' && last.done === last.total).toBe(true);
  });

  it('stops when cancelled, before, while reading and while computing, and leaves nothing behind', async () => {
    const directory = await folder();
    const reason = new Error('not needed any more');
    const stopsAt = async (phase: FitProgress['phase'] | 'start'): Promise<void> => {
      const caller = new AbortController();
      const onProgress = (step: FitProgress): void => {
        if (step.phase === phase) caller.abort(reason);
      };
      if (phase === 'start') caller.abort(reason);
      const fit = fitEmbedder({ texts: sentences, directory, signal: caller.signal, onProgress });
      await expect(fit).rejects.toMatchObject({ code: 'aborted', cause: reason });
    };
    for (const phase of ['start', 'read', 'compute'] as const) await stopsAt(phase);
    expect(await readdir(directory)).toEqual([]);
  });

  it('stops at once when cancelled while it waits for texts that do not come', async () => {
    const caller = new AbortController();
    const silent: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          caller.abort();
          return new Promise(() => undefined);
        },
      }),
    };
    const fit = fitEmbedder({ texts: silent, directory: await folder(), signal: caller.signal });
    await expect(fit).rejects.toMatchObject({ code: 'aborted' });
  });

  it('passes on what goes wrong with the texts', async () => {
    async function* broken(): AsyncIterable<string> {
      yield 'one';
      await Promise.resolve();
      throw new Error('the reader broke');
    }
    await expect(fitEmbedder({ texts: broken(), directory: await folder() })).rejects.toThrow('the reader broke');
    const wrong = fitEmbedder({ texts: [5 as never], directory: await folder() });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'texts' } });
  });

  it('names a parameter that is out of range', async () => {
    for (const field of ['dimensions', 'seed', 'minTexts', 'maxTerms', 'maxTexts', 'maxTokens']) {
      const fit = fitEmbedder({ texts: [], directory: root, [field]: -1 });
      await expect(fit).rejects.toMatchObject({ code: 'invalid-input', details: { field } });
    }
  });

  it('says that its thread died, and that another try may work', async () => {
    const dying = fitWith(
      (program) => {
        const worker = spawnWorker(program);
        worker.once('online', () => void worker.terminate());
        return worker;
      },
      { texts: sentences, directory: await folder() },
    );
    await expect(dying).rejects.toMatchObject({ code: 'unavailable', isRetryable: true });
  });

  it('leaves an intact bundle alone and replaces a damaged one', async () => {
    const directory = await folder();
    const { directory: bundle } = await fitEmbedder({ texts: sentences, directory });
    const expected = await bytesOf(bundle);
    await writeFile(join(bundle, 'vocabulary.txt'), 'damaged');
    await fitEmbedder({ texts: sentences, directory });
    expect(await bytesOf(bundle)).toEqual(expected);
    expect(await readdir(directory)).toHaveLength(1);
  });
});

describe('reproduceEmbedder', () => {
  it('makes the same bundle, byte for byte, from the training record and the texts', async () => {
    const parameters = { dimensions: 12, seed: 99, minTexts: 2, maxTerms: 60, maxTexts: 40, maxTokens: 9 };
    const { directory: bundle } = await fitEmbedder({ texts: sentences, directory: await folder(), ...parameters });
    const again = await reproduceEmbedder({ bundle, texts: slowly(sentences, 3), directory: await folder() });
    expect(again.directory).not.toBe(bundle);
    expect(await bytesOf(again.directory)).toEqual(await bytesOf(bundle));
    expect(again.record.parameters).toEqual(parameters);
  });

  it.each([
    ['one text missing', sentences.slice(1)],
    ['two texts joined', [`${sentences[0] ?? ''} ${sentences[1] ?? ''}`, ...sentences.slice(2)]],
    ['another order', [...sentences].reverse()],
  ])('refuses the texts with %s', async (_, texts) => {
    const directory = await folder();
    const attempt = reproduceEmbedder({ bundle: sample.directory, texts, directory });
    await expect(attempt).rejects.toMatchObject({ code: 'integrity', details: { file: 'training-record.json' } });
    expect(await readdir(directory)).toEqual([]);
  });
});
