import assert from 'node:assert/strict';
import { collect, type ChatEvent, type ChatModel, type ChatRequest, type ChatResult, type Part } from '@org/ai-core';
import { testContext } from '../caller/test-context.ts';
import type { ContractCase } from './contract-case.ts';
import { rejection } from './rejection.ts';

/** What the chat model contract is held against. */
export interface ChatModelSubject {
  readonly model: ChatModel;
  /** A request that the model answers with text. */
  readonly request: ChatRequest;
}

/**
 * What every chat model promises: the order of events, parts made of their deltas, a result that says the same as its stream, usage, and honouring the caller's context.
 *
 * @example
 * ```ts
 * import { chatModelContract, createFakeChatModel } from '@org/ai-testing';
 *
 * const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const;
 * for (const { name, run } of chatModelContract) {
 *   await run({ model: createFakeChatModel('an answer'), request });
 *   console.log(`ok ${name}`);
 * }
 * ```
 */
export const chatModelContract: readonly ContractCase<ChatModelSubject>[] = [
  {
    name: 'says who it is',
    run: async ({ model: { info } }) => {
      assert.ok(info.id.length > 0, 'info.id is empty');
      assert.ok(info.provider.length > 0, 'info.provider is empty');
      await Promise.resolve();
    },
  },
  {
    name: 'begins with start and ends with one finish',
    run: async ({ model, request }) => {
      const types = (await eventsOf(model, request)).map((event) => event.type);
      assert.equal(types[0], 'start');
      assert.equal(types.at(-1), 'finish');
      assert.equal(types.filter((type) => type === 'start').length, 1, 'more than one start');
      assert.equal(types.filter((type) => type === 'finish').length, 1, 'more than one finish');
    },
  },
  {
    name: 'closes every block with the part that its deltas make',
    run: async ({ model, request }) => {
      const events = await eventsOf(model, request);
      const deltas = new Map<number, string>();
      const parts = new Map<number, Part>();
      for (const event of events) {
        if (!('block' in event)) continue;
        assert.ok(!parts.has(event.block), `block ${String(event.block)} goes on after its part`);
        if (event.type === 'part') parts.set(event.block, event.part);
        else
          deltas.set(
            event.block,
            (deltas.get(event.block) ?? '') + ('text' in event ? event.text : event.argumentsDelta),
          );
      }
      for (const [block, text] of deltas) assert.equal(textOf(parts.get(block)), text, `block ${String(block)}`);
      const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
      assert.deepEqual(finishOf(events).content, inOrder);
    },
  },
  {
    name: 'gives as text the text parts, joined',
    run: async ({ model, request }) => {
      const result = await model.generate(request, testContext());
      assert.equal(result.text, result.content.map((part) => (part.type === 'text' ? part.text : '')).join(''));
      assert.ok(result.text.length > 0, 'the answer is empty');
    },
  },
  {
    name: 'names the result the same at start and at finish',
    run: async ({ model, request }) => {
      const events = await eventsOf(model, request);
      const start = events.find((event) => event.type === 'start');
      assert.equal(start?.type === 'start' ? start.id : undefined, finishOf(events).id);
    },
  },
  {
    name: 'counts usage in whole tokens and says where the count comes from',
    run: async ({ model, request }) => {
      const { usage } = await model.generate(request, testContext());
      for (const count of [usage.inputTokens, usage.outputTokens]) {
        assert.ok(Number.isSafeInteger(count) && count >= 0, `usage holds ${String(count)}`);
      }
      assert.ok(['provider', 'estimated', 'none'].includes(usage.source));
    },
  },
  {
    name: 'says which route the call took',
    run: async ({ model, request }) => {
      const { route } = await model.generate(request, testContext());
      assert.ok(route.attempts.length > 0, 'the route has no attempt');
      for (const attempt of route.attempts) assert.ok(attempt.durationMs >= 0, 'an attempt took negative time');
    },
  },
  {
    name: 'rejects with aborted, and the reason as cause, when cancelled before the call',
    run: async ({ model, request }) => {
      const reason = new Error('closed the page');
      const context = testContext({ signal: AbortSignal.abort(reason) });
      for (const work of [model.generate(request, context), collect(model.stream(request, context))]) {
        const error = await rejection(work, 'aborted');
        assert.equal(error.name, 'AbortError');
        assert.equal(error.cause, reason);
      }
    },
  },
  {
    name: 'rejects with aborted when cancelled in the middle of a stream',
    run: async ({ model, request }) => {
      const controller = new AbortController();
      const read = async (): Promise<void> => {
        for await (const event of model.stream(request, testContext({ signal: controller.signal }))) {
          if (event.type === 'finish') assert.fail('the stream finished although it was cancelled at its start');
          controller.abort();
        }
      };
      await rejection(read(), 'aborted');
    },
  },
  {
    name: 'rejects with timeout when the deadline has passed',
    run: async ({ model, request }) => {
      const context = testContext({ timeoutMs: 0 });
      await rejection(model.generate(request, context), 'timeout');
      await rejection(collect(model.stream(request, context)), 'timeout');
    },
  },
  {
    name: 'can be left early and called again',
    run: async ({ model, request }) => {
      for await (const event of model.stream(request, testContext())) {
        assert.equal(event.type, 'start');
        break;
      }
      assert.equal((await eventsOf(model, request)).at(-1)?.type, 'finish');
    },
  },
  {
    name: 'keeps calls at the same time apart',
    run: async ({ model, request }) => {
      const results = await Promise.all([1, 2, 3, 4].map(() => collect(model.stream(request, testContext()))));
      for (const result of results) {
        assert.equal(result.text, result.content.map((part) => (part.type === 'text' ? part.text : '')).join(''));
      }
    },
  },
];

async function eventsOf(model: ChatModel, request: ChatRequest): Promise<readonly ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of model.stream(request, testContext())) events.push(event);
  return events;
}

function finishOf(events: readonly ChatEvent[]): ChatResult {
  const last = events.at(-1);
  return last?.type === 'finish' ? last.result : assert.fail('the stream does not end with finish');
}

function textOf(part: Part | undefined): string | undefined {
  if (part === undefined) return undefined;
  if (part.type === 'tool-call') return part.argumentsText;
  return 'text' in part ? part.text : '';
}
