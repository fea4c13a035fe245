import { AiError, type CallContext, type ChatModel } from '@org/ai-core';
import type { Guard } from '@org/ai-guardrails';
import type { OpenAI } from 'openai';
import { answerOf, callOf, callsOf, wireReasonOf } from './answer-parts.ts';
import { completionModel, resultOfChoice, type Exchange, type Send } from './completion-model.ts';
import type { ChatBody, WireCompletion } from './protocol.ts';
import { messagesOf } from './request-texts.ts';

type Create = OpenAI.Chat.Completions['create'];
type Completion = OpenAI.Chat.Completions.ChatCompletion;
type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type Params = OpenAI.Chat.Completions.ChatCompletionCreateParams;
type RequestOptions = Parameters<Create>[1];

/** How a client is guarded. */
export interface GuardOpenAiOptions {
  readonly guard: Guard;
  /** For whom the calls are made: the client knows no principal. A function is asked at each call. */
  readonly context: CallContext | (() => CallContext | Promise<CallContext>);
}

/** What of the client is guarded, and so what may be used. */
export interface GuardedOpenAi {
  readonly chat: {
    readonly completions: {
      create(body: Params & { readonly stream?: false | null }, options?: RequestOptions): Promise<Completion>;
      create(body: Params & { readonly stream: true }, options?: RequestOptions): Promise<AsyncIterable<Chunk>>;
    };
  };
}

/**
 * Puts a guard around an OpenAI client (the official one, or any that is made like it): chat completions, streamed or not.
 * What a rail blocks ends with `finish_reason: 'content_filter'`; a request that is blocked is not sent. Of an answer comes back
 * what rails have read: content, refusal, reasoning and tool calls. In a stream a tool call comes whole, once its arguments
 * have been checked. Other methods of the client are not there, so that nothing passes unguarded by mistake.
 *
 * @throws AiError `unsupported` for several streamed choices and for audio; what the client throws, as it is
 * @example
 * ```ts
 * import type { CallContext } from '@org/ai-core';
 * import { createGuard, egressRail, piiRail } from '@org/ai-guardrails';
 * import { guardOpenAi } from '@org/ai-interop/openai';
 * import OpenAI from 'openai';
 *
 * declare const context: CallContext; // who asks
 * const guard = createGuard({ rails: [piiRail(), egressRail()] });
 * const client = guardOpenAi(new OpenAI(), { guard, context });
 * const { choices } = await client.chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hi' }] });
 * ```
 */
export function guardOpenAi(
  client: { readonly chat: { readonly completions: { readonly create: unknown } } },
  options: GuardOpenAiOptions,
): GuardedOpenAi {
  const { guard } = options;

  const run = async (params: Params, requestOptions: RequestOptions): Promise<Completion | AsyncIterable<Chunk>> => {
    const body = params as unknown as ChatBody;
    check(body);
    const given = typeof options.context === 'function' ? await options.context() : options.context;
    const signals = [given.signal, requestOptions?.signal].filter((signal) => signal !== undefined && signal !== null);
    const context = signals.length === 0 ? given : { ...given, signal: AbortSignal.any(signals) };
    const completions = client.chat.completions as { create: (body: unknown, options: unknown) => Promise<never> };
    const send: Send = (sent, { signal }) =>
      completions.create(sent, { ...requestOptions, ...(signal === undefined ? {} : { signal }) });
    const exchange: Exchange = { completion: undefined, usage: undefined };
    const model = guard.wrap(completionModel(body, send, exchange));
    const request = { messages: messagesOf(body) };
    if (body.stream === true)
      return chunksOf(model, request, context, body, exchange) as unknown as AsyncIterable<Chunk>;

    const first = await model.generate(request, context);
    const { completion } = exchange;
    if (completion === undefined) return completionOf(body, [choiceOf(first, 0, [])]) as unknown as Completion;
    const choices = [choiceOf(first, completion.choices[0]?.index ?? 0, callsOf(completion.choices[0]))];
    for (const choice of completion.choices.slice(1)) {
      const other = guard.wrap({
        ...model,
        generate: async () => Promise.resolve(resultOfChoice(completion, choice) as never),
      });
      choices.push(choiceOf(await other.generate({ messages: [] }, context), choice.index, callsOf(choice)));
    }
    return { ...completion, choices } as unknown as Completion;
  };

  return { chat: { completions: { create: run as GuardedOpenAi['chat']['completions']['create'] } } };
}

function check(body: ChatBody): void {
  if (body.stream === true && (body.n ?? 1) > 1)
    throw new AiError('unsupported', 'n: a guarded stream holds one choice; ask for one, or without stream');
  if (body.modalities?.includes('audio') === true)
    throw new AiError('unsupported', 'modalities: no rail listens to audio; ask for text');
}

type Result = Awaited<ReturnType<ChatModel['generate']>>;

function choiceOf(result: Result, index: number, calls: ReturnType<typeof callsOf>): object {
  return { index, finish_reason: wireReasonOf(result), logprobs: null, message: answerOf(result.content, calls) };
}

/** A completion of which nothing came from the server: the request was blocked. */
function completionOf(body: ChatBody, choices: readonly object[]): object {
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  return { ...blank(body), object: 'chat.completion', choices, usage };
}

function blank(body: ChatBody): Omit<WireCompletion, 'choices'> {
  return { id: 'blocked', created: Math.floor(Date.now() / 1_000), model: body.model };
}

async function* chunksOf(
  model: ChatModel,
  request: { readonly messages: ReturnType<typeof messagesOf> },
  context: CallContext,
  body: ChatBody,
  exchange: Exchange,
): AsyncGenerator<object, void> {
  const chunk = (delta: object, reason: string | null = null): object => {
    const { id, created, model: name } = exchange.completion ?? blank(body);
    return {
      id,
      created,
      model: name,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: reason, logprobs: null }],
    };
  };
  let calls = 0;
  for await (const event of model.stream(request, context)) {
    if (event.type === 'start') yield chunk({ role: 'assistant', content: '' });
    else if (event.type === 'text-delta') yield chunk({ content: event.text });
    else if (event.type === 'refusal-delta') yield chunk({ refusal: event.text });
    else if (event.type === 'reasoning-delta') yield chunk({ reasoning_content: event.text });
    else if (event.type === 'part' && event.part.type === 'tool-call') {
      yield chunk({ tool_calls: [{ index: calls++, ...callOf(event.part, []) }] });
    } else if (event.type === 'finish') {
      yield chunk({}, wireReasonOf(event.result));
      if (body.stream_options?.include_usage === true) {
        const { id, created, model: name } = exchange.completion ?? blank(body);
        yield { id, created, model: name, object: 'chat.completion.chunk', choices: [], usage: exchange.usage ?? null };
      }
    }
  }
}
