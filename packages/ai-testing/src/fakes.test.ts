import { AiError, collect, systemClock, withOperation } from '@org/ai-core';
import { describe, expect, it } from 'vitest';
import {
  createFakeChatModel,
  createFakeClock,
  createFakeEmbeddingModel,
  createRecordingTelemetry,
  testContext,
} from './index.ts';

const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const;

describe('createFakeClock', () => {
  it('wakes sleeps that begin while it advances', async () => {
    const clock = createFakeClock();
    let laps = 0;
    const walk = async (): Promise<void> => {
      for (; laps < 3; laps++) await clock.sleep(10);
    };
    const walking = walk();
    await clock.advance(30);
    await walking;
    expect([laps, clock.monotonicMs(), clock.sleepers]).toEqual([3, 30, 0]);
  });

  it('forgets a cancelled sleep', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const sleep = clock.sleep(10, controller.signal);
    expect(clock.sleepers).toBe(1);
    controller.abort();
    await expect(sleep).rejects.toSatisfy((error) => AiError.is(error, 'aborted'));
    expect(clock.sleepers).toBe(0);
  });
});

describe('createFakeChatModel', () => {
  it('plays its turns in order, stays at the last one, and keeps the calls', async () => {
    const model = createFakeChatModel(['one', 'two']);
    const texts = [];
    for (let call = 0; call < 3; call++) texts.push((await model.generate(request, testContext())).text);
    expect(texts).toEqual(['one', 'two', 'two']);
    expect(model.calls.map(({ outcome }) => outcome)).toEqual(['finished', 'finished', 'finished']);
  });

  it('answers by a function of the request', async () => {
    const model = createFakeChatModel((asked) => `${String(asked.messages.length)} message`);
    expect((await model.generate(request, testContext())).text).toBe('1 message');
  });

  it('fails after as many pieces as told', async () => {
    const model = createFakeChatModel([
      { text: 'abcdefgh', chunkSize: 2, error: new AiError('upstream', 'down'), failAfter: 2 },
    ]);
    let text = '';
    const read = async (): Promise<void> => {
      for await (const event of model.stream(request, testContext()))
        if (event.type === 'text-delta') text += event.text;
    };
    await expect(read()).rejects.toSatisfy((error) => AiError.is(error, 'upstream'));
    expect([text, model.calls[0]?.outcome]).toEqual(['abcd', 'failed']);
  });

  it('cuts a stream so that collecting it is an error', async () => {
    const model = createFakeChatModel([{ text: 'half an answ', isCut: true }]);
    await expect(collect(model.stream(request, testContext()))).rejects.toSatisfy((error) =>
      AiError.is(error, 'truncated'),
    );
  });

  it('waits on its clock and stops at the deadline', async () => {
    const clock = createFakeClock();
    const model = createFakeChatModel([{ text: 'slow', delayMs: 100 }], { clock });
    const answer = model.generate(request, testContext({ timeoutMs: 50, clock }));
    const failed = expect(answer).rejects.toSatisfy((error) => AiError.is(error, 'timeout'));
    await clock.advance(50);
    await failed;
    expect(clock.sleepers).toBe(0);
  });

  it('notices a reader that leaves', async () => {
    const model = createFakeChatModel('a long answer');
    for await (const event of model.stream(request, testContext())) if (event.type === 'text-delta') break;
    expect(model.calls[0]?.outcome).toBe('left');
  });
});

describe('createFakeEmbeddingModel', () => {
  it('puts texts that share words near each other', async () => {
    const model = createFakeEmbeddingModel({ dimensions: 128, maxWords: 4 });
    const { vectors, truncated } = await model.embed(
      { texts: ['late parcel refund', 'refund of parcel', 'nurse shift rota plan for june'], kind: 'document' },
      testContext(),
    );
    const near = (a: number, b: number): number =>
      vectors
        .subarray(a * 128, a * 128 + 128)
        .reduce((sum, value, index) => sum + value * (vectors[b * 128 + index] ?? 0), 0);
    expect(near(0, 1)).toBeGreaterThan(near(0, 2));
    expect([truncated, model.calls, model.embedded]).toEqual([[2], 1, 3]);
  });
});

describe('createRecordingTelemetry', () => {
  it('keeps attributes, usage, decisions, nesting and errors', async () => {
    const telemetry = createRecordingTelemetry();
    await withOperation(telemetry, 'invoke_agent', { a: 1, none: undefined }, undefined, async (outer) => {
      outer.set({ b: 'two' });
      const inner = telemetry.start('chat', {}, testContext());
      inner.usage({ inputTokens: 1, outputTokens: 2, source: 'none' }, 5);
      inner.decision('input', { action: 'allow', findings: [] });
      inner.end(new Error('failed'));
      await systemClock.sleep(0);
    });
    const [agent, chat] = telemetry.operations;
    expect(agent).toMatchObject({ name: 'invoke_agent', attributes: { a: 1, b: 'two' }, ends: 1, error: undefined });
    expect(chat).toMatchObject({ usages: [{ costNanoUsd: 5 }], decisions: [{ stage: 'input' }], ends: 1 });
    expect(chat?.parent).toBe(agent);
    expect(telemetry.open()).toEqual([]);
  });
});
