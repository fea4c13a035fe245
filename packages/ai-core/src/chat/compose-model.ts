import type { ChatMiddleware, ChatModel } from '../contracts/chat-model.ts';

/** The places of a model call, named; the order is fixed by {@link composeModel}. */
export interface ModelLayers {
  readonly telemetry?: ChatMiddleware | undefined;
  readonly guard?: ChatMiddleware | undefined;
  readonly cache?: ChatMiddleware | undefined;
  readonly budget?: ChatMiddleware | undefined;
  readonly resilience?: ChatMiddleware | undefined;
}

/**
 * Wraps a model in its layers, always in the order telemetry › guard › cache › budget › resilience › model.
 * Order is a security property: a cache outside the guard or a budget outside retries cannot be expressed.
 *
 * @example
 * ```ts
 * import { composeModel, type ChatMiddleware, type ChatModel } from '@org/ai-core';
 *
 * export function protect(model: ChatModel, guard: ChatMiddleware, budget: ChatMiddleware): ChatModel {
 *   return composeModel({ guard, budget }, model);
 * }
 * ```
 */
export function composeModel(layers: ModelLayers, model: ChatModel): ChatModel {
  const { telemetry, guard, cache, budget, resilience } = layers;
  const innermostFirst = [resilience, budget, cache, guard, telemetry];
  return innermostFirst.reduce<ChatModel>((inner, wrap) => (wrap === undefined ? inner : wrap(inner)), model);
}
