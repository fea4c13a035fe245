import { noopTelemetry, systemClock, type ChatModel, type EmbeddingModel } from '@org/ai-core';
import { describe, expect, it } from 'vitest';
import {
  chatModelContract,
  clockContract,
  createFakeChatModel,
  createFakeClock,
  createFakeEmbeddingModel,
  createRecordingTelemetry,
  embeddingModelContract,
  priceTableContract,
  telemetryContract,
} from '../index.ts';

const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const;
const texts = ['a parcel in the depot', 'refund of a late parcel', 'night shift of nurses'];

/** Names of the cases that fail for a subject. */
async function failures<S>(
  contract: readonly { name: string; run: (s: S) => Promise<void> }[],
  subject: S,
): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of contract) await run(subject).catch(() => failed.push(name));
  return failed;
}

describe('contract suites pass the fakes', () => {
  const model = createFakeChatModel([
    {
      text: 'an answer',
      parts: [{ type: 'tool-call', id: '1', name: 't', argumentsText: '{"a":1}', arguments: { a: 1 } }],
    },
  ]);
  it.each(chatModelContract)('fake chat model $name', ({ run }) => run({ model, request }));
  it.each(embeddingModelContract)('fake embedding model $name', ({ run }) =>
    run({ model: createFakeEmbeddingModel(), texts }),
  );
  it.each(telemetryContract)('recording telemetry $name', ({ run }) => run({ telemetry: createRecordingTelemetry() }));
  it.each(telemetryContract)('no-op telemetry $name', ({ run }) => run({ telemetry: noopTelemetry }));
  it.each(clockContract)('fake clock $name', ({ run }) => {
    const clock = createFakeClock();
    return run({ clock, pass: (ms) => clock.advance(ms) });
  });
  it.each(clockContract)('system clock $name', ({ run }) =>
    run({ clock: systemClock, pass: (ms) => systemClock.sleep(ms) }),
  );
  it.each(priceTableContract)('a linear price table $name', ({ run }) =>
    run({
      model: 'm',
      table: { version: '1', priceNanoUsd: (id, u) => (id === 'm' ? u.inputTokens + 2 * u.outputTokens : undefined) },
    }),
  );
});

describe('contract suites fail what breaks them', () => {
  const good = createFakeChatModel('an answer of some length');
  const broken: Record<string, ChatModel> = {
    'begins with start and ends with one finish': createFakeChatModel([{ text: 'cut off', isCut: true }]),
    'closes every block with the part that its deltas make': {
      ...good,
      stream: async function* (...call) {
        for await (const event of good.stream(...call)) if (event.type !== 'part') yield event;
      },
    },
    'rejects with aborted when cancelled in the middle of a stream': {
      ...good,
      stream: (asked, context) => good.stream(asked, { ...context, signal: undefined }),
    },
    'rejects with timeout when the deadline has passed': {
      ...good,
      generate: (asked, context) => good.generate(asked, { ...context, deadlineMs: undefined }),
    },
    'counts usage in whole tokens and says where the count comes from': createFakeChatModel([
      { text: 'x', usage: { inputTokens: 0.5, outputTokens: 1, source: 'provider' } },
    ]),
    'names the result the same at start and at finish': {
      ...good,
      stream: async function* (...call) {
        for await (const event of good.stream(...call))
          yield event.type === 'start' ? { ...event, id: 'other' } : event;
      },
    },
  };
  it.each(Object.entries(broken))('%s', async (name, model) => {
    expect(await failures(chatModelContract, { model, request })).toContain(name);
  });

  it('notices rows out of order and rows of another length', async () => {
    const inner = createFakeEmbeddingModel();
    const scaled = (by: number): EmbeddingModel => ({
      ...inner,
      embed: async (asked, context) => {
        const batch = await inner.embed(asked, context);
        return { ...batch, vectors: batch.vectors.map((value) => value * by) };
      },
    });
    const reversed: EmbeddingModel = {
      ...inner,
      embed: (asked, context) => inner.embed({ ...asked, texts: [...asked.texts].reverse() }, context),
    };
    expect(await failures(embeddingModelContract, { model: scaled(2), texts })).toContain(
      'returns one row of unit length for each text',
    );
    expect(await failures(embeddingModelContract, { model: reversed, texts })).toContain(
      'keeps rows in the order of the texts, whatever the batch',
    );
  });

  it('notices telemetry that throws after its end, and a price of 0 for an unknown model', async () => {
    const telemetry = { start: () => ({ ...noopTelemetry.start('chat', {}, undefined), end: once() }) };
    expect(await failures(telemetryContract, { telemetry })).toEqual([
      'does not throw when it is used after its end or ended twice',
    ]);
    const table = { version: '1', priceNanoUsd: () => 0 };
    expect(await failures(priceTableContract, { table, model: 'm' })).toHaveLength(2);
  });
});

function once(): () => void {
  let isUsed = false;
  return () => {
    if (isUsed) throw new Error('ended twice');
    isUsed = true;
  };
}
