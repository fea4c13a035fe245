import type { ChatRequest, JsonValue } from '@org/ai-core';
import { promptOf } from './prompt-to.ts';
import type { AiSdkCallOptions, AiSdkLanguageModel, AiSdkMetadata } from './specification.ts';

/** A request as options of the SDK. `isStrict` of tools and `reasoning` exist from version 3 and 4 on. */
export function callOptionsOf(
  request: ChatRequest<unknown>,
  version: AiSdkLanguageModel['specificationVersion'],
  signal: AbortSignal,
): AiSdkCallOptions {
  const { maxOutputTokens, temperature, topP, seed, stop, reasoning, output, tools, toolChoice, vendor } = request;
  return withoutUndefined({
    prompt: promptOf(request.messages, version),
    maxOutputTokens,
    temperature,
    topP,
    seed,
    stopSequences: stop,
    reasoning: version === 'v4' ? reasoning : undefined,
    responseFormat:
      output === undefined ? undefined : { type: 'json' as const, schema: output.jsonSchema, name: output.name },
    tools: tools?.map(({ name, description, inputSchema, isStrict }) =>
      withoutUndefined({
        type: 'function',
        name,
        description,
        inputSchema,
        strict: version === 'v2' ? undefined : isStrict,
      }),
    ),
    toolChoice: choiceOf(toolChoice),
    providerOptions: vendor === undefined ? undefined : metadataOf(vendor),
    abortSignal: signal,
  });
}

function choiceOf(choice: ChatRequest['toolChoice']): AiSdkCallOptions['toolChoice'] {
  if (choice === undefined) return undefined;
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.name };
}

/** The SDK takes fields by provider; what is no record has no place there. */
function metadataOf(vendor: Readonly<Record<string, JsonValue>>): AiSdkMetadata {
  const records = Object.entries(vendor).filter(
    ([, value]) => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  return Object.fromEntries(records) as AiSdkMetadata;
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
