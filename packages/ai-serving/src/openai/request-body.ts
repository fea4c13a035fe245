import { AiError, type ChatRequest, type JsonValue, type ModelInfo } from '@org/ai-core';
import { mapMessages } from './message-mapping.ts';

/** What a request body depends on besides the request. */
export interface BodyOptions {
  readonly model: string;
  readonly isStream: boolean;
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  readonly supports: ModelInfo['supports'];
}

/** Vendor fields may add to a request, never replace what the request says. */
const reserved: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'tools',
  'tool_choice',
  'response_format',
  'functions',
  'function_call',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'seed',
  'stop',
  'reasoning_effort',
  'logprobs',
  'top_logprobs',
]);

/**
 * Maps a chat request to the body of `POST /chat/completions`.
 *
 * @throws AiError `unsupported` when the model cannot do what is asked, `invalid-input` naming the field that is wrong
 */
export function requestBody(request: ChatRequest<unknown>, options: BodyOptions): JsonValue {
  for (const name of Object.keys(request.vendor ?? {})) {
    if (reserved.has(name))
      throw new AiError('invalid-input', `vendor.${name} is set by the request itself; use its own field`);
  }
  return {
    ...request.vendor,
    model: options.model,
    messages: mapMessages(request.messages),
    ...(options.isStream ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...toolFields(request, options.supports),
    ...outputFields(request, options.supports),
    ...logprobFields(request, options.supports),
    ...given({
      [options.maxTokensField]: request.maxOutputTokens,
      temperature: request.temperature,
      top_p: request.topP,
      seed: request.seed,
      stop: request.stop,
      reasoning_effort: request.reasoning,
    }),
  };
}

type Fields = Readonly<Record<string, JsonValue>>;

function toolFields({ tools, toolChoice }: ChatRequest<unknown>, supports: ModelInfo['supports']): Fields {
  if (tools === undefined || tools.length === 0) return {};
  if (!supports.tools)
    throw new AiError('unsupported', 'this model takes no tools; leave tools out or choose another model');
  return {
    tools: tools.map(({ name, description, inputSchema, isStrict }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema, ...given({ strict: isStrict }) },
    })),
    ...given({
      tool_choice:
        typeof toolChoice === 'object' ? { type: 'function', function: { name: toolChoice.name } } : toolChoice,
    }),
  };
}

function outputFields({ output }: ChatRequest<unknown>, supports: ModelInfo['supports']): Fields {
  if (output === undefined) return {};
  switch (supports.structuredOutput) {
    case 'none':
      throw new AiError(
        'unsupported',
        'this model gives no structured output; leave output out or choose another model',
      );
    case 'json':
      return { response_format: { type: 'json_object' } };
    case 'strict':
      if (!/^[A-Za-z0-9_-]{1,64}$/.test(output.name)) {
        throw new AiError('invalid-input', 'output.name must be 1 to 64 letters, digits, - or _');
      }
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: output.name, schema: output.jsonSchema, strict: true },
        },
      };
  }
}

function logprobFields({ topLogprobs }: ChatRequest<unknown>, supports: ModelInfo['supports']): Fields {
  if (topLogprobs === undefined) return {};
  if (!supports.logprobs)
    throw new AiError('unsupported', 'this model gives no log probabilities; leave topLogprobs out');
  return { logprobs: true, top_logprobs: topLogprobs };
}

function given(fields: Readonly<Record<string, JsonValue | undefined>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
