import {
  AiError,
  type CallContext,
  type ChatMiddleware,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type JsonValue,
  type OperationSpan,
  type Telemetry,
} from '@org/ai-core';
import { ai } from '../semantic-conventions/ai.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';
import { answerContent, requestContent } from './content.ts';
import { createEstimate } from './estimate.ts';
import { observeStream } from './observe-stream.ts';

/**
 * Makes the telemetry layer of a chat model: one span for each call with models, finish reason, time to first chunk, tokens and cost. The first layer of `composeModel`.
 * A stream that its reader leaves early is counted with estimated usage.
 *
 * @example
 * ```ts
 * import { composeModel, type ChatModel } from '@org/ai-core';
 * import { createTelemetry, createTelemetryLayer } from '@org/ai-telemetry';
 *
 * export function observe(model: ChatModel): ChatModel {
 *   return composeModel({ telemetry: createTelemetryLayer(createTelemetry()) }, model);
 * }
 * ```
 */
export function createTelemetryLayer(telemetry: Telemetry): ChatMiddleware {
  const isCapturing = 'isCapturing' in telemetry && telemetry.isCapturing === true;
  const start = <T>(
    model: ChatModel,
    request: ChatRequest<T>,
    context: CallContext,
    isStream: boolean,
  ): OperationSpan =>
    telemetry.start(
      'chat',
      { ...requestAttributes(model, request, isStream), ...(isCapturing ? requestContent(request) : {}) },
      context,
    );
  const finish = (span: OperationSpan, result: ChatResult<unknown>): void => {
    try {
      span.set({ ...resultAttributes(result), ...(isCapturing ? answerContent(result) : {}) });
      span.usage(result.usage, result.costNanoUsd);
    } catch {
      // A result that breaks the contract of chat models still belongs to the caller.
    }
  };

  return (model) => ({
    info: model.info,
    async generate(request, context) {
      const span = start(model, request, context, false);
      try {
        const result = await span.run(() => model.generate(request, context));
        finish(span, result);
        span.end();
        return result;
      } catch (error) {
        span.end(error ?? new AiError('internal', 'the model rejected without a reason'));
        throw error;
      }
    },
    stream: (request, context) =>
      observeStream({
        start: () => start(model, request, context, true),
        open: () => model.stream(request, context),
        finish,
        estimate: createEstimate(request),
      }),
  });
}

function requestAttributes<T>(
  model: ChatModel,
  request: ChatRequest<T>,
  isStream: boolean,
): Record<string, JsonValue | undefined> {
  return {
    [genAi.providerName]: model.info.provider,
    [genAi.requestModel]: model.info.id,
    [genAi.requestMaxTokens]: request.maxOutputTokens,
    [genAi.requestTemperature]: request.temperature,
    [genAi.requestTopP]: request.topP,
    [genAi.requestSeed]: request.seed,
    [genAi.requestStream]: isStream,
  };
}

function resultAttributes(result: ChatResult<unknown>): Record<string, JsonValue | undefined> {
  const { attempts, cache } = result.route;
  return {
    [genAi.responseId]: result.id,
    [genAi.responseModel]: attempts.at(-1)?.model,
    [genAi.responseFinishReasons]: [result.finishReason],
    [ai.routeAttempts]: attempts.length,
    [ai.routeModels]: attempts.length === 0 ? undefined : attempts.slice(-16).map((attempt) => attempt.model),
    [ai.routeCache]: cache,
  };
}
