import type { CallContext, EmbeddingBatch, EmbeddingModel } from '@org/ai-core';
import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createEngine, type InferenceEngine } from '../engine/engine.ts';
import { createFakeWorkers, type FakeWorkers } from '../engine/fake-worker.fixture.ts';
import type { EngineOptions } from '../engine/options.ts';

interface Setting {
  readonly engine: InferenceEngine;
  readonly workers: FakeWorkers;
  readonly embed: (texts: readonly string[], context?: CallContext) => Promise<EmbeddingBatch>;
}

async function setting(options: EngineOptions = {}): Promise<Setting> {
  const workers = createFakeWorkers();
  const engine = createEngine({ workers: 1, ...options }, { spawn: workers.spawn, clock: createFakeClock() });
  const embedder: EmbeddingModel = engine.embedder(await engine.load('/models/fake'));
  const embed = (texts: readonly string[], context = testContext()): Promise<EmbeddingBatch> => {
    const answer = embedder.embed({ texts, kind: 'document' }, context);
    answer.catch(() => undefined);
    return answer;
  };
  return { engine, workers, embed };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const lengths = (batch: EmbeddingBatch): number[] => [...batch.vectors].filter((_, index) => index % 2 === 0);

describe('equal texts', () => {
  it('are run once for all who ask while one waits or runs', async () => {
    const { workers, embed } = await setting();
    const calls = [embed(['same', 'other']), embed(['same']), embed(['third', 'same', 'same'])];
    await turn();
    while (workers.batches.length > 0) await workers.answer();
    expect((await Promise.all(calls)).map(lengths)).toEqual([[4, 5], [4], [5, 4, 4]]);
    expect([...workers.seen].sort()).toEqual(['other', 'same', 'third']);
  });

  it('are answered from what is kept, and run again where nothing is', async () => {
    const { engine, workers, embed } = await setting();
    const first = embed(['same']);
    await turn();
    await workers.answer();
    expect(lengths(await first)).toEqual([4]);
    expect(lengths(await embed(['same']))).toEqual([4]);
    expect(workers.seen).toEqual(['same']);
    expect(engine.stats().cacheHits).toBe(1);
    const without = await setting({ cacheBytes: 0 });
    for (let round = 0; round < 2; round += 1) {
      const again = without.embed(['same']);
      await turn();
      await without.workers.answer();
      await again;
    }
    expect(without.workers.seen).toEqual(['same', 'same']);
  });

  it('keep no more than the bytes that were asked for', async () => {
    const { workers, embed } = await setting({ cacheBytes: 2_000 });
    const many = embed(Array.from({ length: 50 }, (_, index) => `text ${String(index)}`));
    await turn();
    await workers.answer();
    await many;
    const again = embed(['text 0', 'text 49']);
    await turn();
    while (workers.batches.length > 0) await workers.answer();
    await again;
    expect(workers.seen.filter((text) => text === 'text 0')).toHaveLength(2);
    expect(workers.seen.filter((text) => text === 'text 49')).toHaveLength(1);
  });

  it.each([
    ['waits', false],
    ['runs', true],
  ])('go on for the others when one who asked leaves while it %s', async (_, isRunning) => {
    const { workers, embed } = await setting();
    const before = embed(['before']);
    await turn();
    const leaver = new AbortController();
    const left = embed(['same'], testContext({ signal: leaver.signal }));
    const stays = embed(['same']);
    await turn();
    if (isRunning) await workers.answer();
    leaver.abort();
    await expect(left).rejects.toMatchObject({ code: 'aborted' });
    while (workers.batches.length > 0) await workers.answer();
    expect(lengths(await stays)).toEqual([4]);
    expect(lengths(await before)).toEqual([6]);
    expect(workers.seen.filter((text) => text === 'same')).toHaveLength(1);
  });

  it('are not run at all when all who asked have left', async () => {
    const { engine, workers, embed } = await setting();
    const before = embed(['before']);
    await turn();
    const leaver = new AbortController();
    for (let call = 0; call < 3; call += 1) void embed(['same'], testContext({ signal: leaver.signal }));
    await turn();
    leaver.abort();
    while (workers.batches.length > 0) await workers.answer();
    await before;
    expect(workers.seen).toEqual(['before']);
    expect(engine.stats()).toMatchObject({ queuedTexts: 0, queuedTokens: 0 });
  });

  it('fail together when the worker that had them dies, and are run again for the next who asks', async () => {
    const { workers, embed } = await setting();
    const calls = [embed(['same']), embed(['same'])];
    await turn();
    await workers.crash();
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'unavailable', isRetryable: true });
    const again = embed(['same']);
    await turn();
    await workers.answer();
    expect(lengths(await again)).toEqual([4]);
  });

  it('move an interactive caller forward with the work that it joins', async () => {
    const { workers, embed } = await setting();
    const batch = { ...testContext(), priority: 'batch' as const };
    const running = embed(['running'], batch);
    await turn();
    const bulk = Array.from({ length: 100 }, (_, index) => `bulk ${String(index)}`);
    const waiting = embed([...bulk, 'wanted'], batch);
    await turn();
    const asked = embed(['wanted']);
    await workers.answer();
    expect(workers.batches[0]).toEqual(['wanted']);
    while (workers.batches.length > 0) await workers.answer();
    expect(lengths(await asked)).toEqual([6]);
    await Promise.all([running, waiting]);
  });
});

describe('an engine that is deterministic', () => {
  it('shares nothing between requests', async () => {
    const { workers, embed } = await setting({ isDeterministic: true });
    const calls = [embed(['same', 'a']), embed(['same'])];
    await turn();
    while (workers.batches.length > 0) {
      expect(new Set(workers.batches[0]).size).toBe(1);
      await workers.answer();
    }
    await Promise.all(calls);
    expect(workers.seen.filter((text) => text === 'same')).toHaveLength(2);
  });
});

describe('a queue in tokens', () => {
  it('refuses what does not fit now, says when to come again, and what never fits', async () => {
    const { workers, embed } = await setting({ maxQueuedTokens: 11 });
    void embed(['running']);
    await turn();
    const waiting = embed(['one', 'two']);
    await expect(embed(['three'])).rejects.toMatchObject({ code: 'overloaded', isRetryable: true });
    await expect(embed(['four', 'five', 'six', 'seven'])).rejects.toMatchObject({ code: 'payload-too-large' });
    await workers.answer();
    await workers.answer();
    await waiting;
    const fits = embed(['three']);
    await turn();
    await workers.answer();
    expect(lengths(await fits)).toEqual([5]);
  });
});
