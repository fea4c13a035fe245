import { AiError, type CallContext, type Telemetry } from '@org/ai-core';
import type { Guard } from '@org/ai-guardrails';
import { guardOpenAi } from '@org/ai-interop/openai';
import OpenAI from 'openai';
import type { Chat, ChatMessage, ChatPart } from './chat.ts';
import { createEchoClient } from './echo-client.ts';
import { systemPrompt } from './prompt.ts';
import type { ModelSettings } from './settings.ts';

/** The chat on the OpenAI client: the same call as without a guard, on the guarded client. */
export function createOpenAiChat(model: ModelSettings | undefined, guard: Guard, telemetry: Telemetry): Chat {
  const client =
    model === undefined
      ? createEchoClient()
      : new OpenAI({ baseURL: model.baseUrl, apiKey: model.apiKey, maxRetries: 1 });
  const name = model?.name ?? 'echo';

  return async function* chat(messages: readonly ChatMessage[], context: CallContext): AsyncGenerator<ChatPart, void> {
    const attributes = {
      'gen_ai.request.model': name,
      'gen_ai.provider.name': model === undefined ? 'echo' : 'openai',
    };
    const span = telemetry.start('chat', attributes, context);
    let fault: AiError | undefined;
    try {
      const stream = await guardOpenAi(client, { guard, context }).chat.completions.create({
        model: name,
        messages: [{ role: 'system', content: systemPrompt }, ...messages],
        stream: true,
        stream_options: { include_usage: true },
      });
      let reason: string | undefined;
      for await (const chunk of stream) {
        const [choice] = chunk.choices;
        const text = choice?.delta.content ?? '';
        if (text !== '') {
          span.firstToken();
          yield { type: 'text', text };
        }
        reason = choice?.finish_reason ?? reason;
        const { usage } = chunk;
        if (usage !== undefined && usage !== null)
          span.usage({ inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens, source: 'provider' });
      }
      yield { type: 'finish', reason: reasonOf(reason) };
    } catch (error) {
      fault = faultOf(error);
      throw fault;
    } finally {
      span.end(fault);
    }
  };
}

function reasonOf(reason: string | undefined): (ChatPart & { type: 'finish' })['reason'] {
  if (reason === 'content_filter') return 'blocked';
  return reason === 'stop' || reason === 'length' ? reason : 'other';
}

/** The client's own messages may repeat what was sent; ours do not. */
function faultOf(error: unknown): AiError {
  if (AiError.is(error)) return error;
  if (error instanceof OpenAI.APIUserAbortError) return new AiError('aborted', 'the caller left', { cause: error });
  if (error instanceof OpenAI.APIConnectionTimeoutError)
    return new AiError('timeout', 'the model took too long', { cause: error });
  if (error instanceof OpenAI.APIConnectionError)
    return new AiError('unavailable', 'the model cannot be reached', { cause: error });
  if (error instanceof OpenAI.APIError && error.status === 429)
    return new AiError('rate-limited', 'the model takes no more calls for now', { cause: error });
  return new AiError('upstream', 'the model failed', { cause: error });
}
