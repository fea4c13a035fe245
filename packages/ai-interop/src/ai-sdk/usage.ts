import { estimateTokens, type ChatRequest, type FinishReason, type Part, type Usage } from '@org/ai-core';
import { textOf } from '../internal/text-of.ts';

/** Reads token counts of version 2 (numbers) and of versions 3 and 4 (numbers in groups); what is missing is estimated. */
export function usageFrom(usage: unknown, request: ChatRequest<unknown>, content: readonly Part[]): Usage {
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = record(usage);
  const input =
    typeof inputTokens === 'object' ? record(inputTokens) : { total: inputTokens, cacheRead: cachedInputTokens };
  const output =
    typeof outputTokens === 'object' ? record(outputTokens) : { total: outputTokens, reasoning: reasoningTokens };
  const isCounted = isCount(input['total']) && isCount(output['total']);
  const cacheReadTokens = count(input['cacheRead']);
  const cacheWriteTokens = count(input['cacheWrite']);
  const reasoning = count(output['reasoning']);
  return {
    inputTokens:
      count(input['total']) ?? estimateTokens(request.messages.map(({ content }) => textOf(content)).join('\n')),
    outputTokens: count(output['total']) ?? estimateTokens(textOf(content)),
    ...(cacheReadTokens === undefined ? {} : { cacheReadTokens }),
    ...(cacheWriteTokens === undefined ? {} : { cacheWriteTokens }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
    source: isCounted ? 'provider' : 'estimated',
  };
}

/** Token counts as versions 3 and 4 write them. */
export interface AiSdkUsage {
  readonly inputTokens: {
    total: number | undefined;
    noCache: number | undefined;
    cacheRead: number | undefined;
    cacheWrite: number | undefined;
  };
  readonly outputTokens: { total: number | undefined; text: number | undefined; reasoning: number | undefined };
}

/** Writes token counts; where nothing was counted or estimated, there are none. */
export function usageTo(usage: Usage): AiSdkUsage {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, source } = usage;
  const known = (value: number | undefined): number | undefined => (source === 'none' ? undefined : value);
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  return {
    inputTokens: {
      total: known(inputTokens),
      noCache: known(inputTokens - cached),
      cacheRead: known(cacheReadTokens),
      cacheWrite: known(cacheWriteTokens),
    },
    outputTokens: {
      total: known(outputTokens),
      text: known(outputTokens - (reasoningTokens ?? 0)),
      reasoning: known(reasoningTokens),
    },
  };
}

const finishReasons: ReadonlySet<string> = new Set<FinishReason>(['stop', 'length', 'tool-calls', 'content-filter']);

/** Reads a reason of any version. `error` and `interrupted` are no end of an answer: `fault` names them. */
export function finishFrom(reason: unknown): {
  readonly finishReason: FinishReason;
  readonly raw: string | undefined;
  readonly fault: 'error' | 'interrupted' | undefined;
} {
  const { unified, raw } = typeof reason === 'string' ? { unified: reason, raw: undefined } : record(reason);
  const finishReason = typeof unified === 'string' && finishReasons.has(unified) ? (unified as FinishReason) : 'other';
  const fault = unified === 'error' || unified === 'interrupted' ? unified : undefined;
  return { finishReason, raw: typeof raw === 'string' ? raw : undefined, fault };
}

/** Why a model stopped, as versions 3 and 4 write it. */
export interface AiSdkFinishReason {
  unified: 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other';
  raw: string | undefined;
}

/** Writes a reason. Refused and blocked answers are `content-filter`; `raw` says which. */
export function finishTo(reason: FinishReason, raw: string | undefined): AiSdkFinishReason {
  if (reason === 'refusal' || reason === 'blocked') return { unified: 'content-filter', raw: reason };
  return { unified: reason, raw };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function count(value: unknown): number | undefined {
  return isCount(value) ? value : undefined;
}
