import type { CallContext, EmbeddingBatch, EmbeddingModel } from '@org/ai-core';
import { createFakeClock, testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type InferenceEngine } from './engine.ts';
import { createFakeWorkers, type FakeWorkers } from './fake-worker.fixture.ts';
import type { EngineOptions } from './options.ts';

interface Setting {
  readonly engine: InferenceEngine;
  readonly workers: FakeWorkers;
  readonly embedder: EmbeddingModel;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly embed: (texts: readonly string[], context?: CallContext) => Promise<EmbeddingBatch>;
}

async function setting(options: EngineOptions = {}): Promise<Setting> {
  const workers = createFakeWorkers();
  const clock = createFakeClock();
  const engine = createEngine({ workers: 1, ...options }, { spawn: workers.spawn, clock });
  const embedder = engine.embedder(await engine.load('/models/fake'));
  const embed = (texts: readonly string[], context = testContext()): Promise<EmbeddingBatch> => {
    const answer = embedder.embed({ texts, kind: 'document' }, context);
    answer.catch(() => undefined);
    return answer;
  };
  return { engine, workers, embedder, clock, embed };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const lengths = (batch: EmbeddingBatch): number[] => [...batch.vectors].filter((_, index) => index % 2 === 0);

describe('the queue of an engine', () => {
  it('joins what waits into one batch and gives each caller its own rows', async () => {
    const { workers, embed } = await setting();
    const calls = [embed(['a']), embed(['bb', 'ccc']), embed(['dddd'])];
    await turn();
    expect(workers.batches).toEqual([['a']]);
    await workers.answer();
    expect(workers.batches).toEqual([['bb', 'ccc', 'dddd']]);
    await workers.answer();
    expect((await Promise.all(calls)).map(lengths)).toEqual([[1], [2, 3], [4]]);
  });

  it('lets a short request wait for no more than one batch of a long one', async () => {
    const { workers, embed } = await setting();
    const long = embed(Array.from({ length: 200 }, (_, index) => `long ${String(index)}`));
    const short = embed(['short']);
    await turn();
    expect(workers.batches[0]).toHaveLength(64);
    await workers.answer();
    await workers.answer();
    expect(workers.batches[0]).toContain('short');
    await workers.answer();
    expect(lengths(await short)).toEqual([5]);
    while (workers.batches.length > 0) await workers.answer();
    expect((await long).usage.inputTokens).toBe(200);
  });

  it('refuses what does not fit now as overloaded, and what never fits as too large', async () => {
    const { workers, embed } = await setting({ maxQueuedTexts: 3, maxQueuedCharacters: 12 });
    void embed(['x']);
    await turn();
    const waiting = embed(['a', 'b']);
    await expect(embed(['c', 'd'])).rejects.toMatchObject({ code: 'overloaded', isRetryable: true, retryAfterMs: 250 });
    await expect(embed(['123456789012'])).rejects.toMatchObject({ code: 'overloaded' });
    await expect(embed(['a', 'b', 'c', 'd'])).rejects.toMatchObject({ code: 'payload-too-large', isRetryable: false });
    await expect(embed(['1234567890123'])).rejects.toMatchObject({ code: 'payload-too-large' });
    await workers.answer();
    await workers.answer();
    expect(lengths(await waiting)).toEqual([1, 1]);
    const again = embed(['c', 'd']);
    await turn();
    await workers.answer();
    expect(lengths(await again)).toEqual([1, 1]);
  });

  it('removes queued texts when their caller cancels, and never hands them out', async () => {
    const { workers, embed } = await setting({ maxQueuedTexts: 2 });
    const running = embed(['running']);
    await turn();
    const caller = new AbortController();
    const cancelled = embed(['gone', 'gone too'], testContext({ signal: caller.signal }));
    caller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    const next = embed(['next', 'room']);
    await workers.answer();
    await workers.answer();
    expect(lengths(await running)).toEqual([7]);
    expect(lengths(await next)).toEqual([4, 4]);
    expect(workers.seen).toEqual(['running', 'next', 'room']);
  });

  it('answers a cancelled caller at once when its texts are being embedded, and drops the result', async () => {
    const { workers, embed } = await setting();
    const caller = new AbortController();
    const cancelled = embed(['slow'], testContext({ signal: caller.signal }));
    await turn();
    caller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    await workers.answer();
    const next = embed(['next']);
    await turn();
    await workers.answer();
    expect(lengths(await next)).toEqual([4]);
  });

  it('fails with timeout at the deadline, queued or running', async () => {
    const { workers, clock, embed } = await setting();
    const running = embed(['running'], testContext({ timeoutMs: 100, clock }));
    await turn();
    const queued = embed(['queued'], testContext({ timeoutMs: 100, clock }));
    await clock.advance(100);
    await expect(running).rejects.toMatchObject({ code: 'timeout' });
    await expect(queued).rejects.toMatchObject({ code: 'timeout' });
    await workers.answer();
    expect(workers.seen).toEqual(['running']);
  });

  it('reports texts that were cut before they went to a worker', async () => {
    const { workers, embed } = await setting();
    const answer = embed(['short', 'x'.repeat(1000)]);
    await turn();
    expect(workers.batches[0]?.map((text) => text.length)).toEqual([5, 4 * 32]);
    await workers.answer();
    expect((await answer).truncated).toEqual([1]);
  });

  it('fails only the texts a dying worker had, starts another and loads the model into it', async () => {
    const { workers, embed } = await setting();
    const lost = embed(['lost']);
    await turn();
    const queued = embed(['queued']);
    await workers.crash();
    await expect(lost).rejects.toMatchObject({ code: 'unavailable', isRetryable: true });
    expect(workers.batches).toEqual([['queued']]);
    await workers.answer();
    expect(lengths(await queued)).toEqual([6]);
    expect(workers.started).toBe(2);
    expect(workers.loads).toEqual(['/models/fake', '/models/fake']);
  });

  it('uses every worker, each with the model loaded', async () => {
    const { workers, embed } = await setting({ workers: 3 });
    const calls = ['a', 'bb', 'ccc'].map((text) => embed([text]));
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(workers.batches).toHaveLength(3);
    expect(workers.loads).toHaveLength(3);
    for (let batch = 0; batch < 3; batch += 1) await workers.answer();
    expect((await Promise.all(calls)).map(lengths)).toEqual([[1], [2], [3]]);
  });

  it('fails what waits when it is closed, and everything after', async () => {
    const { engine, workers, embed, embedder } = await setting();
    const running = embed(['running']);
    await turn();
    const queued = embed(['queued']);
    const closed = engine[Symbol.asyncDispose]();
    await expect(queued).rejects.toMatchObject({ code: 'unavailable', isRetryable: false });
    await workers.answer();
    expect(lengths(await running)).toEqual([7]);
    await closed;
    await expect(embedder.embed({ texts: ['late'], kind: 'query' }, testContext())).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(engine.load('/models/fake')).rejects.toMatchObject({ code: 'unavailable' });
    await engine[Symbol.asyncDispose]();
  });

  it('refuses options, models and texts that are none, naming the field', async () => {
    expect(() => createEngine({ workers: 0 }, { spawn: createFakeWorkers().spawn, clock: createFakeClock() })).toThrow(
      'workers must be',
    );
    const { engine, embed } = await setting();
    const other = await setting();
    const foreign = await other.engine.load('/models/fake');
    expect(() => engine.embedder(foreign)).toThrow('was not loaded by this engine');
    await expect(embed(['a', null as never])).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('texts[1]'),
    });
  });

  it('gives every caller exactly its own result under any mix of sizes, cancellations and crashes', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          type: fc.constant('embed' as const),
          texts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 150 }),
          isCancelled: fc.boolean(),
        }),
      },
      { weight: 4, arbitrary: fc.record({ type: fc.constant('answer' as const) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 2 }), async (steps, count) => {
        const { workers, embed } = await setting({ workers: count });
        const outcomes: Promise<void>[] = [];
        for (const action of steps) {
          if (action.type === 'embed') {
            const caller = new AbortController();
            const call = embed(
              action.texts.map((size) => 'x'.repeat(size)),
              testContext({ signal: caller.signal }),
            );
            outcomes.push(
              call.then(
                (batch) => expect(lengths(batch)).toEqual(action.texts),
                (error: unknown) => expect(['aborted', 'unavailable']).toContain((error as { code: string }).code),
              ),
            );
            await turn();
            if (action.isCancelled) caller.abort();
          } else if (workers.batches.length > 0) {
            await (action.type === 'answer' ? workers.answer() : workers.crash());
          }
        }
        for (let turns = 0; turns < 3; turns += 1) await turn();
        while (workers.batches.length > 0) await workers.answer();
        await Promise.all(outcomes);
      }),
      { numRuns: 60 },
    );
  });
});
