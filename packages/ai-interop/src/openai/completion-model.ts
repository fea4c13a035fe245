import {
  AiError,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type Part,
} from '@org/ai-core';
import { finishReasonOf, partsOfAnswer, usageOf } from './answer-parts.ts';
import type { ChatBody, WireChoice, WireCompletion } from './protocol.ts';
import { withTexts } from './request-texts.ts';
import { createWireBlocks } from './wire-blocks.ts';

/** Sends a body; the wrapper calls the client's own method with it. */
export type Send = (body: ChatBody, context: CallContext) => Promise<WireCompletion | AsyncIterable<WireCompletion>>;

/** What of an exchange is not in the events of a model. */
export interface Exchange {
  /** The completion, or the first chunk of it. */
  completion: WireCompletion | undefined;
  /** The last chunk's token counts. */
  usage: WireCompletion['usage'];
}

/** One request of the client as a model, so that a guard that wraps it sees texts on their way in and out. */
export function completionModel(body: ChatBody, send: Send, exchange: Exchange): ChatModel {
  const route = { requested: body.model, attempts: [], cache: 'none' } as const;

  async function generate<T>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>> {
    const completion = (await send(withTexts(body, request.messages), context)) as WireCompletion;
    if (choicesOf(completion).length === 0) throw withoutChoice();
    exchange.completion = completion;
    return resultOfChoice(completion, completion.choices[0]) as ChatResult<T>;
  }

  async function* stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
    const chunks = (await send(withTexts(body, request.messages), context)) as AsyncIterable<WireCompletion>;
    const blocks = createWireBlocks();
    let reason: string | undefined;
    for await (const chunk of chunks) {
      if (exchange.completion === undefined) {
        exchange.completion = chunk;
        yield { type: 'start', id: chunk.id, route };
      }
      exchange.usage = chunk.usage ?? exchange.usage;
      const [choice] = choicesOf(chunk);
      if (choice?.delta !== undefined) yield* blocks.take<T>(choice.delta);
      reason = choice?.finish_reason ?? reason;
    }
    if (reason === undefined)
      throw new AiError('truncated', 'the stream ended before the answer was complete; retry the call');
    yield* blocks.closeAll<T>();
    const result = resultOf(exchange.completion?.id ?? '', blocks.content(), reason, exchange.usage, body.model);
    yield { type: 'finish', result: result as ChatResult<T> };
  }

  const supports = {
    tools: true,
    structuredOutput: 'none',
    streaming: true,
    logprobs: false,
    continuation: false,
  } as const;
  return { info: { id: body.model, provider: 'openai', inputs: ['text/plain'], supports }, generate, stream };
}

/** What some servers send in place of a completion (an error, for instance) has no list of choices. */
function choicesOf(completion: Partial<WireCompletion>): readonly WireChoice[] {
  const { choices } = completion;
  if (choices === undefined) throw withoutChoice();
  return choices;
}

function withoutChoice(): AiError {
  return new AiError('protocol', 'the server sent something that is no answer; retry the call', { isRetryable: true });
}

/** One of the answers of a completion. */
export function resultOfChoice(completion: WireCompletion, choice: WireChoice | undefined): ChatResult {
  const { id, usage, model } = completion;
  return resultOf(id, partsOfAnswer(choice?.message ?? {}), choice?.finish_reason ?? undefined, usage, model);
}

function resultOf(
  id: string,
  content: readonly Part[],
  reason: string | undefined,
  usage: WireCompletion['usage'],
  model: string,
): ChatResult {
  return {
    id,
    content,
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    object: undefined,
    finishReason: finishReasonOf(reason),
    rawFinishReason: reason,
    usage: usageOf(usage),
    route: { requested: model, attempts: [], cache: 'none' },
  };
}
