import { AiError } from '@org/ai-core';
import type { EmbeddedTexts } from './protocol.ts';

/** One call of `embed`, from its arrival until its last text is embedded. */
export interface EmbedRequest {
  readonly model: string;
  readonly texts: readonly string[];
  /** Texts handed out so far. */
  next: number;
  /** Takes the results of texts that lie at `start` in this request and at `row` in the batch. */
  readonly deliver: (batch: EmbeddedTexts, row: number, start: number, count: number) => void;
  readonly fail: (error: Error) => void;
}

/** A run of texts of one request. */
interface BatchPart {
  readonly request: EmbedRequest;
  readonly start: number;
  readonly count: number;
}

/** Texts of one model that go to a worker together. */
export interface Batch {
  readonly model: string;
  readonly parts: readonly BatchPart[];
  readonly texts: readonly string[];
}

/** How much may wait and how much goes out at once. */
export interface QueueLimits {
  readonly maxQueuedTexts: number;
  readonly maxQueuedCharacters: number;
  readonly maxBatchTexts: number;
  readonly maxBatchCharacters: number;
}

/** Requests that wait for a worker. Each turn serves the oldest and moves it to the end, so that a long request does not hold up a short one. */
export interface RequestQueue {
  /** @throws AiError `payload-too-large` for a request that could never fit, `overloaded` (retryable) when there is no room now */
  add(request: EmbedRequest): void;
  remove(request: EmbedRequest): void;
  take(): Batch | undefined;
  /** Empties the queue and returns what waited. */
  drain(): readonly EmbedRequest[];
}

/** Milliseconds after which a refused caller is told to try again. */
const retryAfterMs = 250;

/** Makes an empty queue. */
export function createRequestQueue(limits: QueueLimits): RequestQueue {
  let queue: EmbedRequest[] = [];
  let texts = 0;
  let characters = 0;

  const account = (request: EmbedRequest, sign: 1 | -1): void => {
    texts += sign * (request.texts.length - request.next);
    characters += sign * lengthOf(request.texts, request.next);
  };
  const add = (request: EmbedRequest): void => {
    const size = lengthOf(request.texts, 0);
    if (request.texts.length > limits.maxQueuedTexts || size > limits.maxQueuedCharacters) {
      throw new AiError(
        'payload-too-large',
        `texts holds more than the engine's limit of ${String(limits.maxQueuedTexts)} texts or ${String(limits.maxQueuedCharacters)} characters; send it in parts`,
      );
    }
    if (texts + request.texts.length > limits.maxQueuedTexts || characters + size > limits.maxQueuedCharacters) {
      throw new AiError(
        'overloaded',
        'too many texts wait for the inference engine; try again later or give it more workers',
        { isRetryable: true, retryAfterMs },
      );
    }
    queue.push(request);
    account(request, 1);
  };
  const remove = (request: EmbedRequest): void => {
    if (!queue.includes(request)) return;
    queue = queue.filter((other) => other !== request);
    account(request, -1);
  };
  const take = (): Batch | undefined => {
    const model = queue[0]?.model;
    if (model === undefined) return undefined;
    const parts: BatchPart[] = [];
    const taken: string[] = [];
    let room = limits.maxBatchCharacters;
    for (const request of queue.filter((other) => other.model === model)) {
      const start = request.next;
      for (
        let text = request.texts[start];
        text !== undefined && taken.length < limits.maxBatchTexts && (room >= text.length || taken.length === 0);
        text = request.texts[request.next]
      ) {
        taken.push(text);
        room -= text.length;
        texts -= 1;
        characters -= text.length;
        request.next += 1;
      }
      if (request.next > start) parts.push({ request, start, count: request.next - start });
    }
    const served = new Set(parts.map(({ request }) => request));
    const unfinished = [...served].filter((request) => request.next < request.texts.length);
    queue = [...queue.filter((request) => !served.has(request)), ...unfinished];
    return { model, parts, texts: taken };
  };
  const drain = (): readonly EmbedRequest[] => {
    const waiting = queue;
    queue = [];
    texts = 0;
    characters = 0;
    return waiting;
  };
  return { add, remove, take, drain };
}

function lengthOf(texts: readonly string[], from: number): number {
  let length = 0;
  for (let index = from; index < texts.length; index += 1) length += texts[index]?.length ?? 0;
  return length;
}
