import { type CallContext, type ChatEvent, type ChatModel, type ChatResult, type ToolSpec } from '@org/ai-core';
import { contentOf } from './content.ts';
import { requestFrom, type UnsupportedWarning } from './request-from.ts';
import type { AiSdkCallOptions } from './specification.ts';
import { streamPartsOf } from './stream-parts.ts';
import { finishTo, usageTo, type AiSdkFinishReason, type AiSdkUsage } from './usage.ts';

/** What a call of the SDK does not say. */
export interface ToAiSdkOptions<V extends 'v3' | 'v4' = 'v4'> {
  /**
   * For whom the calls are made: the SDK knows no principal. A function is asked at each call, with the call's options, so
   * that one model serves many users. The SDK's abort signal is joined to the context's own.
   */
  readonly context: CallContext | ((options: AiSdkCallOptions) => CallContext | Promise<CallContext>);
  /** `v3` for `ai` 6. @defaultValue `v4`, for `ai` 7 */
  readonly specificationVersion?: V | undefined;
  /** What calling a tool does to the world: the SDK does not say. @defaultValue `egress` for every tool, the strictest */
  readonly effectOf?: ((tool: string) => ToolSpec['effect']) | undefined;
}

/** A language model as `generateText`, `streamText` and agents of the AI SDK take it. */
export interface ModelForAiSdk<V extends 'v3' | 'v4' = 'v4'> {
  readonly specificationVersion: V;
  readonly provider: string;
  readonly modelId: string;
  readonly supportedUrls: Record<string, RegExp[]>;
  doGenerate(options: AiSdkCallOptions): Promise<GenerateResult>;
  doStream(options: AiSdkCallOptions): Promise<{ stream: ReadableStream<never> }>;
}

/** A whole answer, in the SDK's shape. */
export interface GenerateResult {
  /** `never`: of any version's content type. */
  content: never[];
  finishReason: AiSdkFinishReason;
  usage: AiSdkUsage;
  response: { id: string; modelId: string };
  warnings: UnsupportedWarning[];
}

/**
 * Makes a model for the AI SDK of any chat model, so that rails, budgets and routes run under `generateText` and
 * `streamText`. A blocked or refused answer ends with the finish reason `content-filter`, raw `blocked` or `refusal`.
 *
 * @example
 * ```ts
 * import type { CallContext } from '@org/ai-core';
 * import { createGuard, piiRail } from '@org/ai-guardrails';
 * import { fromAiSdk, toAiSdk, type AiSdkLanguageModel } from '@org/ai-interop/ai-sdk';
 * import { generateText } from 'ai';
 *
 * declare const context: CallContext; // who asks
 * declare const plain: AiSdkLanguageModel;
 * const model = toAiSdk(createGuard({ rails: [piiRail()] }).wrap(fromAiSdk(plain)), { context });
 * const { text } = await generateText({ model, prompt: 'Who wrote to us?' });
 * ```
 */
export function toAiSdk<V extends 'v3' | 'v4' = 'v4'>(model: ChatModel, options: ToAiSdkOptions<V>): ModelForAiSdk<V> {
  const { effectOf = () => 'egress' } = options;
  const version = options.specificationVersion ?? ('v4' as V);
  const { id: modelId, provider } = model.info;

  const contextOf = async (call: AiSdkCallOptions): Promise<CallContext> => {
    const context = typeof options.context === 'function' ? await options.context(call) : options.context;
    const signals = [context.signal, call.abortSignal].filter((signal) => signal !== undefined);
    return signals.length === 0 ? context : { ...context, signal: AbortSignal.any(signals) };
  };

  return {
    specificationVersion: version,
    provider,
    modelId,
    // Files by URL are handed on as they are; what a model cannot read it refuses.
    supportedUrls: { '*/*': [/^https:\/\//] },
    async doGenerate(call) {
      const { request, warnings } = requestFrom(call, effectOf);
      const result: ChatResult<unknown> = await model.generate(request, await contextOf(call));
      return {
        content: result.content.map((part) => contentOf(part, version) as never),
        finishReason: finishTo(result.finishReason, result.rawFinishReason),
        usage: usageTo(result.usage),
        response: { id: result.id, modelId },
        warnings,
      };
    },
    async doStream(call) {
      const { request, warnings } = requestFrom(call, effectOf);
      const events: AsyncIterable<ChatEvent<unknown>> = model.stream(request, await contextOf(call));
      return { stream: readable(streamPartsOf(events, modelId, warnings, version)) };
    },
  };
}

/** A stream that pulls as it is read; what is thrown becomes an `error` part, as the SDK wants it, and cancelling stops the model. */
function readable(parts: AsyncGenerator<unknown, void>): ReadableStream<never> {
  return new ReadableStream<never>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(value as never);
      } catch (error) {
        controller.enqueue({ type: 'error', error } as never);
        controller.close();
      }
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
