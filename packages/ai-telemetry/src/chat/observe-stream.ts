import { AiError, type ChatEvent, type ChatResult, type OperationSpan, type Usage } from '@org/ai-core';
import { ai } from '../semantic-conventions/ai.ts';

/** What {@link observeStream} watches. */
export interface ObservedStream<T> {
  readonly start: () => OperationSpan;
  readonly open: () => AsyncIterable<ChatEvent<T>>;
  readonly finish: (span: OperationSpan, result: ChatResult<T>) => void;
  readonly estimate: { add(event: ChatEvent<T>): void; usage(): Usage };
}

/** Passes a stream on as it is, inside a span that ends with it: by its end, its failure, or its reader leaving. */
export async function* observeStream<T>(parts: ObservedStream<T>): AsyncGenerator<ChatEvent<T>> {
  const { open, finish, estimate } = parts;
  const span = parts.start();
  let isFinished = false;
  let isOver = false;
  let iterator: AsyncIterator<ChatEvent<T>> | undefined;
  try {
    iterator = span.run(() => open()[Symbol.asyncIterator]());
    for (;;) {
      const reading: AsyncIterator<ChatEvent<T>> = iterator;
      const step = await span.run(() => reading.next());
      if (step.done === true) break;
      const event = step.value;
      if (event.type !== 'start' && event.type !== 'switch' && event.type !== 'finish') span.firstToken();
      estimate.add(event);
      if (event.type === 'finish') {
        isFinished = true;
        finish(span, event.result);
      }
      yield event;
    }
    isOver = true;
    span.end(isFinished ? undefined : new AiError('truncated', 'the stream ended before the answer was complete'));
  } catch (error) {
    isOver = true;
    if (!isFinished && estimate.usage().outputTokens > 0) span.usage(estimate.usage());
    span.end(error ?? new AiError('internal', 'the stream failed without a reason'));
    throw error;
  } finally {
    if (!isOver) {
      if (!isFinished) {
        span.set({ [ai.streamIsAbandoned]: true });
        span.usage(estimate.usage());
      }
      try {
        await span.run(() => iterator?.return?.());
      } finally {
        span.end();
      }
    }
  }
}
