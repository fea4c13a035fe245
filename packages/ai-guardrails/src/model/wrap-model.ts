import {
  AiError,
  estimateTokens,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResult,
  type RouteTrace,
  type Usage,
} from '@org/ai-core';
import type { Guard, Release } from '../guard/guard.ts';
import { guardContent, guardObject } from './guard-content.ts';
import { guardRequest, textOfRequest } from './guard-request.ts';
import { createBlocks } from './blocks.ts';

/** Puts a guard around a model: rails on every text of the request, and on every block of the answer as it streams. */
export function wrapModel(guard: Guard, model: ChatModel, release: Release = 'verified'): ChatModel {
  async function generate<T>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>> {
    const checked = await guardRequest(guard, request, context);
    if (checked === 'blocked') return blockedResult(model, 'blocked', routeOf(model), noUsage);
    const result = await model.generate(checked, context);
    return guardResult(guard, request, result, context);
  }

  async function* stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
    const checked = await guardRequest(guard, request, context);
    if (checked === 'blocked') {
      yield { type: 'start', id: 'blocked', route: routeOf(model) };
      yield { type: 'finish', result: blockedResult(model, 'blocked', routeOf(model), noUsage) };
      return;
    }
    const blocks = createBlocks(guard, context, release);
    let id = '';
    let route = routeOf(model);
    try {
      for await (const event of model.stream(checked, context)) {
        if (event.type === 'start') ({ id, route } = event);
        if (event.type === 'switch' && event.discard === 'all') blocks.discard();
        if (event.type === 'finish') {
          yield* blocks.closeAll<T>();
          yield { type: 'finish', result: await finishOf(guard, request, event.result, blocks, context) };
          return;
        }
        if (event.type === 'start' || event.type === 'switch') yield event;
        else yield* blocks.take<T>(event);
        if (blocks.isBlocked()) {
          const usage = estimated(checked, blocks.received());
          const result = blockedResult<T>(model, id, route, usage);
          yield* blocks.closeAll<T>();
          const content = blocks.content();
          yield { type: 'finish', result: { ...result, content, text: textOfContent(content) } };
          return;
        }
      }
      throw new AiError('truncated', 'the model ended its stream without a finish event; retry the call', {
        isReleased: blocks.hasReleased(),
      });
    } finally {
      blocks.discard();
    }
  }

  return { info: model.info, generate, stream };
}

const noUsage: Usage = { inputTokens: 0, outputTokens: 0, source: 'none' };

async function finishOf<T>(
  guard: Guard,
  request: ChatRequest<T>,
  result: ChatResult<T>,
  blocks: ReturnType<typeof createBlocks>,
  context: CallContext,
): Promise<ChatResult<T>> {
  if (blocks.isEmpty()) return guardResult(guard, request, result, context);
  const content = blocks.content();
  return withObject(guard, request, { ...result, content, text: textOfContent(content) }, blocks.isBlocked(), context);
}

async function guardResult<T>(
  guard: Guard,
  request: ChatRequest<T>,
  result: ChatResult<T>,
  context: CallContext,
): Promise<ChatResult<T>> {
  const { content, isBlocked } = await guardContent(guard, result.content, context);
  return withObject(guard, request, { ...result, content, text: textOfContent(content) }, isBlocked, context);
}

async function withObject<T>(
  guard: Guard,
  request: ChatRequest<T>,
  result: ChatResult<T>,
  isBlocked: boolean,
  context: CallContext,
): Promise<ChatResult<T>> {
  const object = isBlocked ? ('blocked' as const) : await guardObject(guard, request.output, result.object, context);
  if (object !== 'blocked') return { ...result, object: object.value };
  return { ...result, object: undefined as T, finishReason: 'blocked' };
}

/** A blocked answer has no object: the caller reads `finishReason` first. */
function blockedResult<T>(model: ChatModel, id: string, route: RouteTrace, usage: Usage): ChatResult<T> {
  const empty = { content: [], text: '', object: undefined as T, finishReason: 'blocked' } as const;
  return { id: id === '' ? model.info.id : id, ...empty, usage, route };
}

function routeOf(model: ChatModel): RouteTrace {
  return { requested: model.info.id, attempts: [], cache: 'none' };
}

/** What a call that was cut short has probably used. */
function estimated(request: ChatRequest<unknown>, received: string): Usage {
  return {
    inputTokens: estimateTokens(textOfRequest(request)),
    outputTokens: estimateTokens(received),
    source: 'estimated',
  };
}

function textOfContent(content: ChatResult['content']): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
