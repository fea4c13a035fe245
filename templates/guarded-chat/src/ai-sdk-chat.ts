import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { AiError, composeModel, type CallContext, type ChatModel } from '@org/ai-core';
import type { Guard } from '@org/ai-guardrails';
import { fromAiSdk, toAiSdk } from '@org/ai-interop/ai-sdk';
import { createTelemetryLayer, type AiTelemetry } from '@org/ai-telemetry';
import { streamText } from 'ai';
import type { Chat, ChatMessage, ChatPart } from './chat.ts';
import { systemPrompt } from './prompt.ts';
import type { ModelSettings } from './settings.ts';

/** The same chat on the AI SDK: its model with rails and telemetry around it, given to `streamText` as before. */
export function createAiSdkChat(model: ModelSettings, guard: Guard, telemetry: AiTelemetry): Chat {
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL: model.baseUrl,
    apiKey: model.apiKey,
    includeUsage: true,
  });
  const layers = { telemetry: createTelemetryLayer(telemetry), guard: (inner: ChatModel) => guard.wrap(inner) };
  const guarded = composeModel(layers, fromAiSdk(provider(model.name)));

  return async function* chat(messages: readonly ChatMessage[], context: CallContext): AsyncGenerator<ChatPart, void> {
    const { stream } = streamText({
      model: toAiSdk(guarded, { context }),
      instructions: systemPrompt,
      messages: [...messages],
      maxRetries: 1,
      // What goes wrong is thrown below; the SDK would write it to the console, with the conversation in it.
      onError: () => undefined,
      ...(context.signal === undefined ? {} : { abortSignal: context.signal }),
    });
    for await (const part of stream) {
      if (part.type === 'text-delta') yield { type: 'text', text: part.text };
      else if (part.type === 'error') throw faultOf(part.error);
      else if (part.type === 'abort') throw new AiError('aborted', 'the caller left');
      else if (part.type === 'finish') yield { type: 'finish', reason: reasonOf(part.finishReason) };
    }
  };
}

function reasonOf(reason: string): (ChatPart & { type: 'finish' })['reason'] {
  if (reason === 'content-filter') return 'blocked';
  return reason === 'stop' || reason === 'length' ? reason : 'other';
}

/** That the service's own key is wrong is no concern of the caller, who would be told to sign in. */
function faultOf(error: unknown): AiError {
  if (!AiError.is(error)) return new AiError('upstream', 'the model failed', { cause: error });
  const isOurs = error.code === 'unauthenticated' || error.code === 'forbidden' || error.code === 'not-found';
  return isOurs ? new AiError('upstream', 'the model refuses this service', { cause: error }) : error;
}
