import { AiError, type ChatRequest, type JsonValue, type OutputSchema, type ToolSpec } from '@org/ai-core';
import { messagesFrom } from './prompt-from.ts';
import type { AiSdkCallOptions } from './specification.ts';

/** What a call of the SDK asks for that our models have no word for. */
export interface UnsupportedWarning {
  readonly type: 'unsupported';
  readonly feature: string;
}

/** Options of a call that the SDK makes, as a request, and what of them was left out. */
export function requestFrom(
  options: AiSdkCallOptions,
  effectOf: (tool: string) => ToolSpec['effect'],
): { readonly request: ChatRequest<unknown>; readonly warnings: UnsupportedWarning[] } {
  const { prompt, maxOutputTokens, temperature, topP, seed, stopSequences, tools, providerOptions } = options;
  const warnings = (['topK', 'presencePenalty', 'frequencyPenalty'] as const)
    .filter((feature) => options[feature] !== undefined)
    .map((feature): UnsupportedWarning => ({ type: 'unsupported', feature }));
  const request: ChatRequest<unknown> = {
    messages: messagesFrom(prompt),
    maxOutputTokens,
    temperature,
    topP,
    seed,
    stop: stopSequences,
    reasoning: reasoningFrom(options.reasoning),
    output: outputFrom(options.responseFormat),
    tools: tools?.map((tool): ToolSpec => {
      const { type, name, description = '', inputSchema, strict } = tool;
      if (type !== 'function') {
        throw new AiError('unsupported', `the tool "${name}" is run by its provider; pass tools that you run yourself`);
      }
      return { name, description, inputSchema: inputSchema as JsonValue, effect: effectOf(name), isStrict: strict };
    }),
    toolChoice: choiceFrom(options.toolChoice),
    vendor: providerOptions as Readonly<Record<string, JsonValue>> | undefined,
  };
  return { request, warnings };
}

function choiceFrom(choice: AiSdkCallOptions['toolChoice']): ChatRequest['toolChoice'] {
  if (choice === undefined) return undefined;
  return choice.type === 'tool' ? { name: choice.toolName } : choice.type;
}

function reasoningFrom(effort: string | undefined): ChatRequest['reasoning'] {
  if (effort === 'none' || effort === 'low' || effort === 'medium' || effort === 'high') return effort;
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' || effort === 'max' ? 'high' : undefined;
}

/** The SDK validates objects itself, so any value passes here; the model is told of the schema. */
function outputFrom(format: AiSdkCallOptions['responseFormat']): OutputSchema<unknown> | undefined {
  if (format?.type !== 'json') return undefined;
  const validate = (value: unknown): unknown => ({ value });
  return {
    name: format.name ?? 'answer',
    schema: { '~standard': { version: 1, vendor: 'ai-interop', validate } },
    jsonSchema: (format.schema ?? {}) as JsonValue,
  };
}
