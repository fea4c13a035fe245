import { systemClock, type ChatMiddleware, type ChatModel, type Clock } from '@org/ai-core';
import { createGuard, type Guard } from '@org/ai-guardrails';
import {
  createFakeChatModel,
  createFakeClock,
  createRecordingTelemetry,
  testContext,
  type RecordingTelemetry,
} from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createFakeIndex, type FakeDocument } from '../../test/fake-index.ts';
import { createRagAssistant, type AnswerEvent, type RagAssistantOptions } from '../index.ts';

const refunds: FakeDocument = { id: 'refunds.md', text: 'A refund is paid within 14 days.' };
const script = 'A refund is paid within 14 days. [1] More. [1] And more. [1]';
type Parts = Partial<RagAssistantOptions>;

function passThrough(clock: Clock): Guard {
  return createGuard({ rails: [], clock });
}

/** A model that says something and then nothing, for ever, whatever its signal says. */
const hangingModel: ChatModel = {
  ...createFakeChatModel(script),
  async *stream() {
    yield { type: 'text-delta', block: 0, text: 'A refund is paid within 14 days. [1] And' };
    await new Promise(() => undefined);
  },
};

function hangingGuard(stage: string, clock: Clock): Guard {
  const guard = passThrough(clock);
  const check: Guard['check'] = (text, options) =>
    options.stage === stage ? new Promise(() => undefined) : guard.check(text, options);
  return { ...guard, check };
}

const hangs: readonly (readonly [string, (clock: Clock) => Parts])[] = [
  ['the input rails', (clock) => ({ guard: hangingGuard('input', clock) })],
  ['the search', () => ({ index: createFakeIndex([refunds], { isHanging: 'search' }) })],
  ['the retrieval rails', (clock) => ({ guard: hangingGuard('retrieval', clock) })],
  ['the model', () => ({ model: hangingModel })],
  ['the document of a citation', () => ({ index: createFakeIndex([refunds], { isHanging: 'read' }) })],
  ['the rails for a quote', (clock) => ({ guard: hangingGuard('output', clock) })],
];

function assistantWith(parts: Parts, telemetry: RecordingTelemetry, clock: Clock = systemClock) {
  const model = createFakeChatModel(script, { clock });
  const index = createFakeIndex([refunds]);
  return createRagAssistant({ index, model, guard: passThrough(clock), telemetry, clock, ...parts });
}

async function drain(events: AsyncIterable<AnswerEvent>): Promise<void> {
  for await (const _ of events);
}

describe('a whole answer', () => {
  it('ends what the layers of the model have opened', async () => {
    const telemetry = createRecordingTelemetry();
    const span = telemetry.start('chat', {}, testContext());
    const layer: ChatMiddleware = (model) => ({
      ...model,
      async *stream(request, context) {
        try {
          yield* model.stream(request, context);
        } finally {
          span.end();
        }
      },
    });
    const assistant = assistantWith({ layers: { telemetry: layer } }, telemetry);
    await drain(assistant.ask({ question: 'When is a refund paid?' }, testContext()));
    expect(telemetry.open()).toEqual([]);
    // What the layer counts is not counted a second time.
    expect(telemetry.operations.flatMap(({ usages }) => usages)).toEqual([]);
  });
});

describe('cancelling an answer', () => {
  it.each(hangs)('does not wait for %s that hangs', async (_, parts) => {
    const telemetry = createRecordingTelemetry();
    const stop = new AbortController();
    const context = testContext({ signal: stop.signal });
    const answer = drain(
      assistantWith(parts(systemClock), telemetry).ask({ question: 'When is a refund paid?' }, context),
    );
    setTimeout(() => {
      stop.abort();
    }, 5);
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
    expect(telemetry.open()).toEqual([]);
    expect(telemetry.operations[0]?.error).toMatchObject({ code: 'aborted' });
  });

  it.each(hangs)('gives up at the deadline on %s that hangs, and leaves no timer behind', async (_, parts) => {
    const clock = createFakeClock();
    const telemetry = createRecordingTelemetry();
    const assistant = assistantWith({ ...parts(clock), limits: { timeoutMs: 1_000 } }, telemetry, clock);
    const answer = drain(assistant.ask({ question: 'When is a refund paid?' }, testContext({ clock })));
    const failed = expect(answer).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(999);
    expect(telemetry.open()).not.toEqual([]);
    await clock.advance(1);
    await failed;
    expect(clock.sleepers).toBe(0);
    expect(telemetry.open()).toEqual([]);
  });

  it('asks nobody when it was cancelled before', async () => {
    const index = createFakeIndex([refunds]);
    const assistant = assistantWith({ index }, createRecordingTelemetry());
    const context = testContext({ signal: AbortSignal.abort() });
    await expect(drain(assistant.ask({ question: 'When?' }, context))).rejects.toMatchObject({ code: 'aborted' });
    expect(index.calls).toEqual([]);
  });

  it('settles what was used and cancels the model when the reader leaves', async () => {
    const telemetry = createRecordingTelemetry();
    const model = createFakeChatModel('A refund is paid within 14 days. [1] More of it. More of it. '.repeat(3));
    for await (const event of assistantWith({ model }, telemetry).ask({ question: 'When?' }, testContext())) {
      if (event.type === 'text-delta') break;
    }
    expect(model.calls[0]?.outcome).toBe('left');
    expect(telemetry.open()).toEqual([]);
    const [operation] = telemetry.operations;
    expect(operation?.usages[0]?.usage).toMatchObject({ source: 'estimated' });
    expect(operation?.usages[0]?.usage.inputTokens).toBeGreaterThan(0);
    expect(operation?.error).toMatchObject({ code: 'aborted' });
  });

  it('keeps an earlier deadline of the caller', async () => {
    const clock = createFakeClock();
    const assistant = assistantWith({ model: hangingModel }, createRecordingTelemetry(), clock);
    const heard = Promise.withResolvers<undefined>();
    const read = async (): Promise<void> => {
      for await (const event of assistant.ask({ question: 'When?' }, testContext({ clock, timeoutMs: 50 }))) {
        if (event.type === 'text-delta') heard.resolve(undefined);
      }
    };
    const failed = expect(read()).rejects.toMatchObject({ code: 'timeout', isReleased: true });
    await heard.promise;
    await clock.advance(50);
    await failed;
  });
});
