import type { ChatResult, FinishReason, Part, Usage } from '@org/ai-core';
import { parseJson } from '../internal/parse-json.ts';
import type { WireAnswer, WireCall, WireChoice, WireUsage } from './protocol.ts';

/** What a model has answered, as parts. */
export function partsOfAnswer(answer: WireAnswer): readonly Part[] {
  const { reasoning_content: reasoning, content, refusal, tool_calls: calls } = answer;
  return [
    ...(isText(reasoning) ? [{ type: 'reasoning', text: reasoning } as const] : []),
    ...(isText(content) ? [{ type: 'text', text: content } as const] : []),
    ...(isText(refusal) ? [{ type: 'refusal', text: refusal } as const] : []),
    ...(calls ?? []).map(partOfCall),
  ];
}

function isText(value: string | null | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function partOfCall(call: WireCall): Part {
  const argumentsText = call.function?.arguments ?? call.custom?.input ?? '';
  const name = call.function?.name ?? call.custom?.name ?? '';
  return { type: 'tool-call', id: call.id ?? '', name, argumentsText, arguments: parseJson(argumentsText) };
}

/**
 * A message made of checked parts, and of nothing else: fields that no rail has read (log probabilities, audio, annotations)
 * do not come along.
 */
export function answerOf(
  content: readonly Part[],
  calls: readonly WireCall[],
): WireAnswer & { readonly role: 'assistant' } {
  const text = (type: 'text' | 'refusal' | 'reasoning'): string | null => {
    const texts = content.flatMap((part) => (part.type === type ? [part.text] : []));
    return texts.length === 0 ? null : texts.join('');
  };
  const kept = content.flatMap((part) => (part.type === 'tool-call' ? [callOf(part, calls)] : []));
  const reasoning = text('reasoning');
  return {
    role: 'assistant',
    content: text('text'),
    refusal: text('refusal'),
    ...(reasoning === null ? {} : { reasoning_content: reasoning }),
    ...(kept.length === 0 ? {} : { tool_calls: kept }),
  };
}

/** A checked call in the shape that the model gave it. */
export function callOf(part: Extract<Part, { type: 'tool-call' }>, calls: readonly WireCall[]): WireCall {
  const { id, name, argumentsText } = part;
  const isCustom = calls.some((call) => call.id === id && call.type === 'custom');
  return isCustom
    ? { id, type: 'custom', custom: { name, input: argumentsText } }
    : { id, type: 'function', function: { name, arguments: argumentsText } };
}

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

export function finishReasonOf(reason: string | null | undefined): FinishReason {
  return reasons[reason ?? ''] ?? 'other';
}

/** The model's own reason, unless a rail has ended the answer. */
export function wireReasonOf(result: ChatResult<unknown>): string | null {
  return result.finishReason === 'blocked' ? 'content_filter' : (result.rawFinishReason ?? null);
}

export function usageOf(usage: WireUsage | null | undefined): Usage {
  if (usage === undefined || usage === null) return { inputTokens: 0, outputTokens: 0, source: 'none' };
  return { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens, source: 'provider' };
}

/** Calls of a choice, as the model sent them. */
export function callsOf(choice: WireChoice | undefined): readonly WireCall[] {
  return choice?.message?.tool_calls ?? [];
}
