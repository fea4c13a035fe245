import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AnswerEvent } from '@org/ai-blueprints';
import { faultBody, sendFault } from './faults.ts';

/** What a caller gets of an answer, one object an event. An answer is whole when `finish` came, and only then. */
export type ServiceEvent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'citation';
      /** `[marker]` in the text that follows. */
      readonly marker: number;
      readonly document: string;
      readonly title: string;
      readonly quote: string;
      readonly start: number;
      readonly end: number;
      readonly trust: 'trusted' | 'untrusted';
    }
  | { readonly type: 'finish'; readonly answer: string; readonly outcome: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** The event for a caller, if there is one: times, search plans and decisions stay inside. */
export function serviceEvent(event: AnswerEvent, answer: string): ServiceEvent | undefined {
  switch (event.type) {
    case 'text-delta':
      return { type: 'text', text: event.text };
    case 'citation': {
      const { document, quote, span } = event.citation;
      const { marker, title, trust } = event;
      return { type: 'citation', marker, document, title, quote, start: span.start, end: span.end, trust };
    }
    case 'finish':
      return { type: 'finish', answer, outcome: event.answer.outcome };
    case 'step':
      return undefined;
  }
}

/** An answer as server-sent events. The status is sent with the first event, so that what fails before it has a status of its own. */
export interface AnswerStream {
  /** @throws the reason of the signal when it fires before the reader has taken the event */
  send(event: ServiceEvent, signal: AbortSignal): Promise<void>;
  end(): void;
  /** After an event has been sent: a last one that says that the answer is not whole. */
  fail(error: unknown): void;
}

/** Begins a stream; nothing is written yet. */
export function startStream(response: ServerResponse, requestId: string): AnswerStream {
  const head = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    });
  };
  return {
    async send(event, signal) {
      signal.throwIfAborted();
      head();
      // A reader that takes nothing holds the model up, in place of filling the memory, and only until the time is over.
      if (!response.write(`data: ${JSON.stringify(event)}\n\n`)) await once(response, 'drain', { signal });
    },
    end: () => response.end(),
    fail(error) {
      // What waits for a reader that takes nothing would keep the connection for good.
      if (!response.headersSent || response.writableNeedDrain) sendFault(response, error);
      else response.end(`data: ${JSON.stringify({ type: 'error', ...faultBody(error) })}\n\n`);
    },
  };
}
