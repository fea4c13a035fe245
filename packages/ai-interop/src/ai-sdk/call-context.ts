import type { CallContext } from '@org/ai-core';

/** For whom calls are made: a context, or a function that is asked at each call, so that one model serves many users. */
export type ContextSource = CallContext | (() => CallContext | Promise<CallContext>);

/** The context of a call, ended also by the SDK's own signal. */
export async function contextOf(source: ContextSource, abortSignal: AbortSignal | undefined): Promise<CallContext> {
  const context = typeof source === 'function' ? await source() : source;
  if (abortSignal === undefined) return context;
  const signal = context.signal === undefined ? abortSignal : AbortSignal.any([context.signal, abortSignal]);
  return { ...context, signal };
}
