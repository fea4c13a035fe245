import { estimateTokens, type ChatRequest, type DataPart, type Part, type Usage } from '@org/ai-core';
import { asRecord } from './json-record.ts';

/** The provider's own counts, when both are there and make sense. */
export function readUsage(value: unknown): Usage | undefined {
  const usage = asRecord(value);
  if (usage === undefined) return undefined;
  const inputTokens = count(usage['prompt_tokens']);
  const outputTokens = count(usage['completion_tokens']);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const cacheReadTokens = count(asRecord(usage['prompt_tokens_details'])?.['cached_tokens']);
  const reasoningTokens = count(asRecord(usage['completion_tokens_details'])?.['reasoning_tokens']);
  return {
    inputTokens,
    outputTokens,
    ...(cacheReadTokens === undefined ? {} : { cacheReadTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    source: 'provider',
  };
}

/** Counts estimated from the texts, for a provider that gives none. Files are not counted. */
export function estimateUsage(request: ChatRequest<unknown>, content: readonly Part[]): Usage {
  const prompt = request.messages.flatMap((message) => message.content);
  return { inputTokens: tokensOf(prompt), outputTokens: tokensOf(content), source: 'estimated' };
}

function tokensOf(parts: readonly (Part | DataPart)[]): number {
  return parts.reduce((sum, part) => {
    if (part.type === 'tool-call') return sum + estimateTokens(part.name + part.argumentsText);
    if (part.type === 'tool-result') return sum + tokensOf(part.content);
    return part.type === 'file' ? sum : sum + estimateTokens(part.text);
  }, 0);
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
