import {
  AiError,
  systemClock,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type Clock,
  type ModelInfo,
  type RouteTrace,
  validateOutput,
} from '@org/ai-core';
import { readBounded } from '../http/read-bounded.ts';
import { resolveTimeouts } from '../http/timeouts.ts';
import { createTransport } from '../http/transport.ts';
import { startWatchdog, throwIfFired } from '../http/watchdog.ts';
import { chunksOf } from './chunks.ts';
import { createCompletionAssembly, type Completion } from './completion-assembly.ts';
import { parseJson } from './parse-json.ts';
import type { OpenAiModelOptions } from './openai-options.ts';
import { requestBody } from './request-body.ts';
import { estimateUsage } from './usage.ts';

/** A chat model over the OpenAI protocol; disposing it closes its connections. */
export interface OpenAiModel extends ChatModel, AsyncDisposable {}

const path = '/chat/completions';

/**
 * Makes a chat model of any server that speaks the OpenAI chat protocol (OpenAI, Azure, vLLM, TGI, Ollama, llama.cpp, gateways).
 * One call is one HTTP request: retries and fallbacks belong to the resilience layer around it.
 *
 * @throws AiError `invalid-input` when an option is not valid.
 *   Calls reject with `unauthenticated`, `forbidden`, `not-found`, `rate-limited` (with `retryAfterMs`), `overloaded`, `resource-exhausted`, `context-length`, `payload-too-large`,
 *   `blocked`, `unavailable`, `upstream`, `timeout` (`details.phase` says which limit), `truncated`, `protocol`, `unsupported` or `aborted`
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createOpenAiModel } from '@org/ai-serving';
 *
 * const model = createOpenAiModel({ baseUrl: 'http://127.0.0.1:11434/v1', model: 'llama3.2' });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'demo' }) });
 * const messages = [{ role: 'user', content: [{ type: 'text', text: 'Name three parcel sizes.' }] }] as const;
 * for await (const event of model.stream({ messages }, context)) {
 *   if (event.type === 'text-delta') console.log(event.text);
 * }
 * ```
 */
export function createOpenAiModel(options: OpenAiModelOptions): OpenAiModel {
  const { clock = systemClock, maxResponseBytes = 16 * 1_048_576 } = options;
  const timeouts = resolveTimeouts(options.timeouts);
  if (options.model === '') throw new AiError('invalid-input', 'model is empty; name the model that the server has');
  const transport = createTransport({ ...options, connectMs: timeouts.connectMs, maxResponseBytes });
  const info = infoOf(options, transport.host);
  const isOpenAi = /(?:^|\.)(?:openai\.com|openai\.azure\.com)(?::\d+)?$/.test(transport.host);
  const maxTokensField = options.maxTokensField ?? (isOpenAi ? 'max_completion_tokens' : 'max_tokens');
  const bodyOf = (request: ChatRequest<unknown>, isStream: boolean) =>
    requestBody(request, { model: options.model, isStream, maxTokensField, supports: info.supports });

  async function generate<T = undefined>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>> {
    const startedMs = clock.monotonicMs();
    const body = bodyOf(request, false);
    const watchdog = startWatchdog(context, clock, timeouts, false);
    try {
      const reply = await transport.post(path, body, 'application/json', watchdog);
      watchdog.begun();
      const assembly = createCompletionAssembly();
      assembly.push(parseJson(await readBounded(reply.body, maxResponseBytes)));
      const { completion } = assembly.end();
      const route = routeOf(info, clock, startedMs);
      return await resultOf(assembly.id ?? context.requestId, completion, request, route);
    } finally {
      watchdog[Symbol.dispose]();
    }
  }

  async function* stream<T = undefined>(
    request: ChatRequest<T>,
    context: CallContext,
  ): AsyncGenerator<ChatEvent<T>, void> {
    const startedMs = clock.monotonicMs();
    const body = bodyOf(request, true);
    const watchdog = startWatchdog(context, clock, timeouts, true);
    try {
      let isReleased = false;
      try {
        const reply = await transport.post(path, body, 'text/event-stream', watchdog);
        const assembly = createCompletionAssembly();
        let id: string | undefined;
        for await (const chunk of chunksOf(reply, maxResponseBytes, clock)) {
          const events = assembly.push(chunk);
          if (id === undefined) {
            id = assembly.id ?? context.requestId;
            yield { type: 'start', id, route: routeOf(info, clock, startedMs) };
          }
          for (const event of events) {
            watchdog.begun();
            watchdog.held();
            isReleased = true;
            yield event;
            watchdog.alive();
            // A reader that cancelled while it held the event gets no further one.
            throwIfFired(watchdog);
          }
        }
        const { events, completion } = assembly.end();
        yield* events;
        const result = await resultOf(id ?? context.requestId, completion, request, routeOf(info, clock, startedMs));
        throwIfFired(watchdog);
        yield { type: 'finish', result };
      } catch (error) {
        throw isReleased && AiError.is(error) ? released(error) : error;
      } finally {
        // Closes the socket when the reader has left; after a whole answer it changes nothing.
        watchdog.cancel();
      }
    } finally {
      watchdog[Symbol.dispose]();
    }
  }

  return { info, generate, stream, [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose]() };
}

async function resultOf<T>(
  id: string,
  completion: Completion,
  request: ChatRequest<T>,
  route: RouteTrace,
): Promise<ChatResult<T>> {
  const { content, finishReason, rawFinishReason } = completion;
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const object = await validateOutput(request.output, text, finishReason);
  const usage = completion.usage ?? estimateUsage(request, content);
  return { id, content, text, object, finishReason, rawFinishReason, usage, route };
}

function routeOf(info: ModelInfo, clock: Clock, startedMs: number): RouteTrace {
  const durationMs = clock.monotonicMs() - startedMs;
  return {
    requested: info.id,
    attempts: [{ model: info.id, provider: info.provider, region: info.region, durationMs }],
    cache: 'none',
  };
}

function infoOf(options: OpenAiModelOptions, host: string): ModelInfo {
  return {
    id: options.model,
    provider: options.provider ?? host,
    region: options.region,
    contextTokens: options.contextTokens,
    maxOutputTokens: options.maxOutputTokens,
    inputs: options.inputs ?? ['text/plain'],
    supports: {
      tools: true,
      structuredOutput: 'strict',
      streaming: true,
      logprobs: false,
      continuation: false,
      ...options.supports,
    },
  };
}

/** The same error, saying that part of the answer had reached the reader. */
function released(error: AiError): AiError {
  const { code, message, isRetryable, retryAfterMs, details, cause } = error;
  return new AiError(code, message, { isRetryable, retryAfterMs, details, cause, isReleased: true });
}
