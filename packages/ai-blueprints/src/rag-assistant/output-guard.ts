import {
  AiError,
  collect,
  estimateTokens,
  type CallContext,
  type ChatEvent,
  type ChatMiddleware,
  type ChatRequest,
  type ChatResult,
  type RouteTrace,
  type Usage,
} from '@org/ai-core';
import type { Guard, GuardDecision } from '@org/ai-guardrails';

/**
 * The output rails as a layer around the model, telling what they decided. Only text comes through: the assistant gives a model no tools, and shows no reasoning.
 * The request's texts have been before the rails already, one by one, so that a blocked passage never got a number.
 */
export function outputGuard(
  guard: Pick<Guard, 'stream'>,
  onDecision: (decision: GuardDecision) => void,
): ChatMiddleware {
  return (model) => {
    async function* stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
      let screen = guard.stream({ stage: 'output', context });
      let head: Pick<ChatResult, 'id' | 'route'> = { id: model.info.id, route: emptyRoute(model.info.id) };
      let received = '';
      let text = '';
      let block = -1;
      const take = function* (released: string): Generator<ChatEvent<T>> {
        text += released;
        if (released !== '') yield { type: 'text-delta', block: 0, text: released };
      };
      const finish = (result: ChatResult<T>): ChatEvent<T> => {
        const content = text === '' ? [] : [{ type: 'text', text } as const];
        return { type: 'finish', result: { ...result, text, content } };
      };
      try {
        for await (const event of model.stream(request, context)) {
          if (event.type === 'start' || event.type === 'switch') yield event;
          if (event.type === 'start') head = { id: event.id, route: event.route };
          else if (event.type === 'switch' && event.discard === 'all') {
            screen.cancel();
            screen = guard.stream({ stage: 'output', context });
            received = text = '';
          } else if (event.type === 'text-delta') {
            // Two blocks of text are two paragraphs, so that no sentence forms across them.
            const delta = block === -1 || block === event.block ? event.text : `\n\n${event.text}`;
            block = event.block;
            received += delta;
            yield* take(await screen.push(delta));
            if (!screen.isBlocked) continue;
            const last = await screen.end();
            yield* take(last.text);
            onDecision(last.decision);
            const usage = estimateUsage(request, received);
            const blocked = { content: [], text: '', object: undefined as T, finishReason: 'blocked', usage } as const;
            yield finish({ ...head, ...blocked });
            return;
          } else if (event.type === 'finish') {
            if (received === '' && event.result.text !== '') yield* take(await screen.push(event.result.text));
            const last = await screen.end();
            yield* take(last.text);
            onDecision(last.decision);
            const { action } = last.decision;
            const isBlocked = action === 'block' || action === 'require-approval';
            yield finish({ ...event.result, finishReason: isBlocked ? 'blocked' : event.result.finishReason });
            return;
          }
        }
        throw new AiError('truncated', 'the model ended its stream without a finish event; retry the question');
      } finally {
        screen.cancel();
      }
    }
    return { info: model.info, stream, generate: (request, context) => collect(stream(request, context)) };
  };
}

/** A route on which nothing was tried yet. */
export function emptyRoute(model: string): RouteTrace {
  return { requested: model, attempts: [], cache: 'none' };
}

/** What a call that was left early has probably used. */
export function estimateUsage(request: ChatRequest<unknown>, received: string): Usage {
  const prompt = request.messages.flatMap((message) =>
    message.content.map((part) => (part.type === 'text' ? part.text : '')),
  );
  return {
    inputTokens: estimateTokens(prompt.join('\n')),
    outputTokens: estimateTokens(received),
    source: 'estimated',
  };
}
