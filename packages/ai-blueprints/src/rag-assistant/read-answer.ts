import { AiError, type ChatModel, type ChatRequest, type ChatResult, type RouteTrace } from '@org/ai-core';
import type { QuestionParts } from './answer-question.ts';
import { emptyRoute } from './output-guard.ts';
import { untilDone } from './until-done.ts';

/** Text, `discard` when another model begins anew, and `end` once, after the last text. */
type AnswerPiece = { readonly type: 'text'; readonly text: string } | { readonly type: 'discard' | 'end' };

/** A model's answer as it arrives. */
export interface ModelAnswer {
  readonly pieces: AsyncIterable<AnswerPiece>;
  /** After the end: the result unless the stream was left at the length limit. */
  outcome(): { readonly result: ChatResult | undefined; readonly isStopped: boolean; readonly received: string };
  route(): RouteTrace;
}

/** Reads a model's text up to the length limit. A stream that ends without a result is an error; leaving early cancels the call. */
export function readAnswer(model: ChatModel, request: ChatRequest, parts: QuestionParts): ModelAnswer {
  const { limits, context, signal, span } = parts;
  let received = '';
  let result: ChatResult | undefined;
  let isStopped = false;
  let route = emptyRoute(model.info.id);

  async function* pieces(): AsyncGenerator<AnswerPiece> {
    const stop = new AbortController();
    const inner = { ...context, signal: AbortSignal.any([signal, stop.signal]) };
    const events = span.run(() => model.stream(request, inner))[Symbol.asyncIterator]();
    try {
      while (result === undefined && !isStopped) {
        const next = await untilDone(
          signal,
          span.run(() => Promise.resolve(events.next())),
        );
        if (next.done === true)
          throw new AiError('truncated', 'the model ended its stream without a finish event; retry the question');
        const event = next.value;
        if (event.type === 'start') route = event.route;
        else if (event.type === 'finish') result = event.result;
        else if (event.type === 'switch' && event.discard === 'all') yield { type: 'discard' };
        else if (event.type === 'text-delta') {
          const room = limits.maxAnswerLength - received.length;
          received += event.text.slice(0, room);
          isStopped = event.text.length > room;
          yield { type: 'text', text: event.text.slice(0, room) };
        }
      }
      yield { type: 'end' };
    } finally {
      if (result === undefined) stop.abort(new AiError('aborted', 'the rest of the answer is not needed'));
      // Also after its result: layers around the model end what they opened when their stream is left.
      Promise.resolve(events.return?.()).catch(() => undefined);
    }
  }

  return { pieces: pieces(), outcome: () => ({ result, isStopped, received }), route: () => route };
}
