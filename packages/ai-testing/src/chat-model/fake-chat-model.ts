import {
  AiError,
  collect,
  contextSignal,
  estimateTokens,
  systemClock,
  throwIfDone,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type Clock,
  type FinishReason,
  type ModelInfo,
  type Part,
  type Usage,
} from '@org/ai-core';

/** What the fake model does in one call. */
export interface FakeTurn {
  /** The answer's text, streamed in pieces of `chunkSize`. */
  readonly text?: string | undefined;
  /** Parts that are not text (tool calls, reasoning, refusals), sent after the text. */
  readonly parts?: readonly Part[] | undefined;
  /** What a structured request gets as `object`. */
  readonly object?: unknown;
  readonly finishReason?: FinishReason | undefined;
  readonly usage?: Usage | undefined;
  /** @defaultValue 8 characters */
  readonly chunkSize?: number | undefined;
  /** Waits this long on the clock before each piece. */
  readonly delayMs?: number | undefined;
  /** Fails with this error, after `failAfter` pieces. */
  readonly error?: unknown;
  /** @defaultValue 0 */
  readonly failAfter?: number | undefined;
  /** Ends the stream without a `finish` event. */
  readonly isCut?: boolean | undefined;
}

/** One text for every call, one turn after another (the last one stays), or a function of the request. */
export type FakeScript =
  | string
  | readonly (string | FakeTurn)[]
  | ((request: ChatRequest<unknown>, context: CallContext, call: number) => string | FakeTurn);

/** A call that the fake model got. */
export interface FakeCall {
  readonly request: ChatRequest<unknown>;
  readonly context: CallContext;
  /** How the call ended, so far. */
  readonly outcome: 'open' | 'finished' | 'failed' | 'left';
}

/** A chat model that plays a script and remembers its calls. */
export interface FakeChatModel extends ChatModel {
  readonly calls: readonly FakeCall[];
}

/** Who the fake model says it is, and its clock. */
export interface FakeChatModelOptions {
  readonly info?: Partial<ModelInfo> | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Makes a chat model that answers by a script, streams it in small pieces, honours the context, and records what it was asked.
 *
 * @example
 * ```ts
 * import { createFakeChatModel, testContext } from '@org/ai-testing';
 *
 * const model = createFakeChatModel(['first answer', { text: 'second', finishReason: 'length' }]);
 * const result = await model.generate({ messages: [] }, testContext());
 * console.log(result.text, model.calls.length);
 * ```
 */
export function createFakeChatModel(script: FakeScript, options: FakeChatModelOptions = {}): FakeChatModel {
  const { clock = systemClock } = options;
  const info: ModelInfo = {
    id: 'fake-chat',
    provider: 'fake',
    inputs: ['text/plain'],
    supports: { tools: true, structuredOutput: 'strict', streaming: true, logprobs: false, continuation: false },
    ...options.info,
  };
  const calls: { request: ChatRequest<unknown>; context: CallContext; outcome: FakeCall['outcome'] }[] = [];

  async function* stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
    const number = calls.length;
    const call: (typeof calls)[number] = { request, context, outcome: 'open' };
    calls.push(call);
    const bound = contextSignal(context, clock);
    const startedMs = clock.monotonicMs();
    try {
      throwIfDone(context, clock);
      const turn = turnOf(script, request, context, number);
      const route = {
        requested: info.id,
        attempts: [{ model: info.id, provider: info.provider, region: info.region, durationMs: 0 }],
        cache: 'none',
      } as const;
      const id = `fake-${String(number)}`;
      yield { type: 'start', id, route };
      let pieces = 0;
      for (const event of eventsOf(turn)) {
        if (turn.error !== undefined && pieces === (turn.failAfter ?? 0)) throw asError(turn.error);
        if (turn.delayMs !== undefined) await clock.sleep(turn.delayMs, bound.signal);
        else await Promise.resolve();
        throwIfDone(context, clock);
        yield event as ChatEvent<T>;
        pieces += 1;
      }
      if (turn.error !== undefined) throw asError(turn.error);
      if (turn.isCut === true) {
        call.outcome = 'failed';
        return;
      }
      const result = resultOf(turn, request, {
        id,
        route: { ...route, attempts: [{ ...route.attempts[0], durationMs: clock.monotonicMs() - startedMs }] },
      });
      call.outcome = 'finished';
      yield { type: 'finish', result: result as ChatResult<T> };
    } catch (error) {
      call.outcome = 'failed';
      throw error;
    } finally {
      if (call.outcome === 'open') call.outcome = 'left';
      bound[Symbol.dispose]();
    }
  }

  return { info, calls, stream, generate: (request, context) => collect(stream(request, context)) };
}

function turnOf(script: FakeScript, request: ChatRequest<unknown>, context: CallContext, call: number): FakeTurn {
  const turn =
    typeof script === 'function'
      ? script(request, context, call)
      : typeof script === 'string'
        ? script
        : (script[call] ?? script.at(-1) ?? '');
  return typeof turn === 'string' ? { text: turn } : turn;
}

function partsOf(turn: FakeTurn): readonly Part[] {
  const text: readonly Part[] = turn.text === undefined ? [] : [{ type: 'text', text: turn.text }];
  return [...text, ...(turn.parts ?? [])];
}

function* eventsOf(turn: FakeTurn): Generator<ChatEvent<unknown>> {
  const { chunkSize = 8 } = turn;
  let block = 0;
  for (const part of partsOf(turn)) {
    if (part.type === 'tool-call') {
      const { id, name, argumentsText } = part;
      yield { type: 'tool-call-delta', block, id, name, argumentsDelta: argumentsText };
    } else if (part.type === 'text' || part.type === 'reasoning' || part.type === 'refusal') {
      for (let at = 0; at < part.text.length; at += chunkSize) {
        yield { type: `${part.type}-delta`, block, text: part.text.slice(at, at + chunkSize) };
      }
    }
    yield { type: 'part', block, part };
    block += 1;
  }
}

function resultOf(
  turn: FakeTurn,
  request: ChatRequest<unknown>,
  route: Pick<ChatResult<unknown>, 'id' | 'route'>,
): ChatResult<unknown> {
  const content = partsOf(turn);
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const prompt = request.messages.flatMap((message) =>
    message.content.map((part) => (part.type === 'text' ? part.text : '')),
  );
  const hasToolCall = content.some((part) => part.type === 'tool-call');
  return {
    ...route,
    content,
    text,
    object: turn.object,
    finishReason: turn.finishReason ?? (hasToolCall ? 'tool-calls' : 'stop'),
    usage: turn.usage ?? {
      inputTokens: estimateTokens(prompt.join('')),
      outputTokens: estimateTokens(text),
      source: 'estimated',
    },
  };
}

function asError(value: unknown): Error {
  return value instanceof Error
    ? value
    : new AiError('internal', 'the scripted error is not an Error', { cause: value });
}
