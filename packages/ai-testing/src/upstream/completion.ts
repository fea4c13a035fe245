import { estimateTokens } from '@org/ai-core';
import type { UpstreamAnswer } from './behaviour.ts';

const created = Date.UTC(2026, 0, 1) / 1_000;

/** Characters of the prompt, for usage. */
export interface CompletionOptions {
  readonly model: string;
  readonly promptText: string;
}

/** The JSON body of a plain answer. */
export function completionBody(answer: UpstreamAnswer, options: CompletionOptions): unknown {
  const { text, reasoning, refusal, toolCalls } = answer;
  return {
    id: 'chatcmpl-test',
    object: 'chat.completion',
    created,
    model: options.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text ?? null,
          ...(refusal === undefined ? {} : { refusal }),
          ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
          ...(toolCalls === undefined
            ? {}
            : {
                tool_calls: toolCalls.map(({ id, name, argumentsText }) => ({
                  id,
                  type: 'function',
                  function: { name, arguments: argumentsText },
                })),
              }),
        },
        finish_reason: finishReasonOf(answer),
      },
    ],
    ...(answer.isUsageMissing === true ? {} : { usage: usageOf(answer, options) }),
  };
}

/** The chunks of a streamed answer, in order; the one with the finish reason comes last but one, usage last. */
export function completionChunks(answer: UpstreamAnswer, options: CompletionOptions): readonly unknown[] {
  const { chunkSize = 6 } = answer;
  const chunk = (delta: unknown, finishReason: string | null = null): unknown => ({
    id: 'chatcmpl-test',
    object: 'chat.completion.chunk',
    created,
    model: options.model,
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...pieces(answer.reasoning, chunkSize).map((piece) => chunk({ reasoning_content: piece })),
    ...pieces(answer.text, chunkSize).map((piece) => chunk({ content: piece })),
    ...pieces(answer.refusal, chunkSize).map((piece) => chunk({ refusal: piece })),
    ...(answer.toolCalls ?? []).flatMap(({ id, name, argumentsText }, index) => [
      chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...pieces(argumentsText, chunkSize).map((piece) =>
        chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
      ),
    ]),
    chunk({}, finishReasonOf(answer)),
    ...(answer.isUsageMissing === true
      ? []
      : [
          {
            id: 'chatcmpl-test',
            object: 'chat.completion.chunk',
            created,
            model: options.model,
            choices: [],
            usage: usageOf(answer, options),
          },
        ]),
  ];
}

function finishReasonOf(answer: UpstreamAnswer): string {
  return answer.finishReason ?? (answer.toolCalls === undefined ? 'stop' : 'tool_calls');
}

function usageOf(answer: UpstreamAnswer, { promptText }: CompletionOptions): unknown {
  const input = estimateTokens(promptText);
  const output = estimateTokens(answer.text ?? '') + estimateTokens(answer.reasoning ?? '');
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: estimateTokens(answer.reasoning ?? '') },
  };
}

function pieces(text: string | undefined, size: number): readonly string[] {
  const result: string[] = [];
  for (let at = 0; at < (text?.length ?? 0); at += size) result.push((text ?? '').slice(at, at + size));
  return result;
}
