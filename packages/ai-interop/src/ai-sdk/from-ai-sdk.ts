import {
  AiError,
  contextSignal,
  systemClock,
  validateOutput,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type Clock,
  type ModelInfo,
  type Part,
} from '@org/ai-core';
import { callOptionsOf } from './call-options.ts';
import { partFromContent } from './content.ts';
import { untilFired } from '../internal/until-fired.ts';
import { createSdkBlocks } from './sdk-blocks.ts';
import { errorFromSdk } from './sdk-error.ts';
import type { AiSdkLanguageModel, AiSdkStreamPart } from './specification.ts';
import { finishFrom, usageFrom } from './usage.ts';

/** What the SDK does not say of its models. */
export interface FromAiSdkOptions {
  readonly region?: string | undefined;
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  /** Media types that the model reads. @defaultValue `text/plain` */
  readonly inputs?: readonly string[] | undefined;
  readonly supports?: Partial<ModelInfo['supports']> | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/**
 * Makes a chat model of any model of the AI SDK (specification versions 2, 3 and 4, told apart by their shape), so that
 * rails, budgets and routes work on it. A stream that ends without its finish part, or in an error, is an error here too.
 *
 * @throws AiError `unsupported` for something that is no such model. Calls reject with the provider's fault as its AiError
 * @example
 * ```ts
 * import { createGuard, piiRail } from '@org/ai-guardrails';
 * import { fromAiSdk, type AiSdkLanguageModel } from '@org/ai-interop/ai-sdk';
 *
 * declare const model: AiSdkLanguageModel; // openai('gpt-5-mini'), anthropic('claude-sonnet-5'), ...
 * const guarded = createGuard({ rails: [piiRail()] }).wrap(fromAiSdk(model));
 * ```
 */
export function fromAiSdk(model: AiSdkLanguageModel, options: FromAiSdkOptions = {}): ChatModel {
  const version: unknown = (model as Partial<AiSdkLanguageModel> | undefined)?.specificationVersion;
  if (version !== 'v2' && version !== 'v3' && version !== 'v4') {
    throw new AiError('unsupported', 'fromAiSdk takes a language model of the AI SDK, specification v2, v3 or v4');
  }
  const { clock = systemClock } = options;
  const info = infoOf(model, options);

  const work = async <R>(
    context: CallContext,
    isReleased: () => boolean,
    run: (signal: AbortSignal) => Promise<R>,
  ): Promise<R> => {
    const limit = contextSignal(context, clock);
    try {
      return await untilFired(limit.signal, () => run(limit.signal));
    } catch (error) {
      throw errorFromSdk(error, limit.signal, isReleased());
    } finally {
      limit[Symbol.dispose]();
    }
  };

  async function generate<T>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>> {
    const startedMs = clock.monotonicMs();
    return work(
      context,
      () => false,
      async (signal) => {
        const answer = await model.doGenerate(callOptionsOf(request, version as 'v4', signal) as never);
        const content = answer.content.flatMap((piece) => partFromContent(piece) ?? []);
        const id = answer.response?.id ?? context.requestId;
        return resultOf(request, { id, content, ...pick(answer) }, startedMs);
      },
    );
  }

  async function* stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
    const startedMs = clock.monotonicMs();
    const limit = contextSignal(context, clock);
    const leave = new AbortController();
    const signal = AbortSignal.any([limit.signal, leave.signal]);
    const blocks = createSdkBlocks();
    let isReleased = false;
    let isOver = false;
    try {
      const { stream: parts } = await untilFired(signal, async () =>
        model.doStream(callOptionsOf(request, version as 'v4', signal) as never),
      );
      const reader = (parts as ReadableStream<AiSdkStreamPart>).getReader();
      try {
        let id = '';
        const start = function* (): Generator<ChatEvent<T>> {
          if (id === '') {
            id = context.requestId;
            yield { type: 'start', id, route: routeOf(info, clock, startedMs) };
          }
        };
        while (true) {
          const { done, value } = await untilFired(signal, () => reader.read());
          if (done) throw truncated();
          if (value.type === 'response-metadata' && id === '' && value.id !== undefined) {
            id = value.id;
            yield { type: 'start', id, route: routeOf(info, clock, startedMs) };
            continue;
          }
          if (value.type === 'error') throw value.error;
          if (value.type === 'finish') {
            yield* start();
            yield* blocks.closeAll<T>();
            const result = await resultOf(request, { id, content: blocks.content(), ...pick(value) }, startedMs);
            isOver = true;
            yield { type: 'finish', result };
            return;
          }
          for (const event of blocks.take<T>(value)) {
            yield* start();
            isReleased = true;
            yield event;
            if (signal.aborted) throw new AiError('aborted', 'cancelled');
          }
        }
      } finally {
        if (!isOver) reader.cancel().catch(() => undefined);
      }
    } catch (error) {
      throw errorFromSdk(error, limit.signal, isReleased);
    } finally {
      // The reader has left, or all is said: what is upstream stops either way.
      leave.abort();
      limit[Symbol.dispose]();
    }
  }

  async function resultOf<T>(
    request: ChatRequest<T>,
    answer: {
      readonly id: string;
      readonly content: readonly Part[];
      readonly finishReason: unknown;
      readonly usage: unknown;
    },
    startedMs: number,
  ): Promise<ChatResult<T>> {
    const { id, content } = answer;
    const { finishReason, raw, fault } = finishFrom(answer.finishReason);
    if (fault === 'error') throw new AiError('upstream', 'the model ended its answer in an error; retry the call');
    if (fault === 'interrupted') throw truncated();
    const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const object = await validateOutput(request.output, text, finishReason);
    const usage = usageFrom(answer.usage, request, content);
    return {
      id,
      content,
      text,
      object,
      finishReason,
      rawFinishReason: raw,
      usage,
      route: routeOf(info, clock, startedMs),
    };
  }

  return { info, generate, stream };
}

function pick({ finishReason, usage }: { readonly finishReason?: unknown; readonly usage?: unknown }): {
  readonly finishReason: unknown;
  readonly usage: unknown;
} {
  return { finishReason, usage };
}

function truncated(): AiError {
  return new AiError('truncated', 'the stream ended before the answer was complete; retry the call');
}

function routeOf({ id, provider, region }: ModelInfo, clock: Clock, startedMs: number): ChatResult['route'] {
  const durationMs = clock.monotonicMs() - startedMs;
  return { requested: id, attempts: [{ model: id, provider, region, durationMs }], cache: 'none' };
}

function infoOf(model: AiSdkLanguageModel, options: FromAiSdkOptions): ModelInfo {
  const { region, contextTokens, maxOutputTokens, inputs = ['text/plain'], supports } = options;
  return {
    id: model.modelId,
    provider: model.provider,
    region,
    contextTokens,
    maxOutputTokens,
    inputs,
    supports: {
      tools: true,
      structuredOutput: 'json',
      streaming: true,
      logprobs: false,
      continuation: false,
      ...supports,
    },
  };
}
