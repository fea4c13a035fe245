import { estimateTokens, type ChatEvent, type ChatRequest, type Usage } from '@org/ai-core';

/** Estimates usage of a call that did not report it, from the text that went in and what has come out so far. */
export function createEstimate<T>(request: ChatRequest<T>): { add(event: ChatEvent<T>): void; usage(): Usage } {
  let outputTokens = 0;
  return {
    add(event) {
      if ('text' in event) outputTokens += estimateTokens(event.text);
      else if (event.type === 'tool-call-delta') outputTokens += estimateTokens(event.argumentsDelta);
    },
    usage: () => ({ inputTokens: inputTokens(request), outputTokens, source: 'estimated' }),
  };
}

function inputTokens<T>({ messages }: ChatRequest<T>): number {
  let sum = 0;
  for (const { content } of messages) {
    for (const part of content) {
      if ('text' in part) sum += estimateTokens(part.text);
      else if (part.type === 'tool-call') sum += estimateTokens(part.argumentsText);
    }
  }
  return sum;
}
