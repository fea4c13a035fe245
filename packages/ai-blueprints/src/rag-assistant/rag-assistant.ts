import {
  AiError,
  contextSignal,
  noopTelemetry,
  systemClock,
  type CallContext,
  type ChatMiddleware,
  type ChatModel,
  type Clock,
  type PriceTable,
  type Telemetry,
} from '@org/ai-core';
import type { Guard } from '@org/ai-guardrails';
import type { AnswerEvent } from './answer.ts';
import { answerQuestion } from './answer-question.ts';
import { parseLimits, type RagLimits } from './limits.ts';
import type { RagIndex } from './rag-index.ts';

/** What a RAG assistant is made from. */
export interface RagAssistantOptions {
  /** A folder index of `@org/ai-retrieval`, or any {@link RagIndex}. */
  readonly index: RagIndex;
  readonly model: ChatModel;
  /** Rails for the question (`input`), each passage (`retrieval`), and the answer and its quotes (`output`). */
  readonly guard: Pick<Guard, 'check' | 'stream'>;
  /**
   * `closed`: no sentence goes out with a word or number that no passage of the prompt holds, so that nothing else the
   * model knows leaves in pieces; most paraphrases are withheld. @defaultValue open: up to 30 % of a sentence's words may be the model's own
   */
  readonly vocabulary?: 'open' | 'closed' | undefined;
  /** One `invoke_agent` operation per question. It counts the tokens of the model, unless `layers.telemetry` does. @defaultValue none */
  readonly telemetry?: Telemetry | undefined;
  /** Prices a call that comes without a cost. @defaultValue none: such a cost is unknown */
  readonly priceTable?: PriceTable | undefined;
  /** Further layers of the model call; the place of the guard is taken. */
  readonly layers?:
    | {
        readonly telemetry?: ChatMiddleware | undefined;
        readonly cache?: ChatMiddleware | undefined;
        readonly budget?: ChatMiddleware | undefined;
        readonly resilience?: ChatMiddleware | undefined;
      }
    | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  readonly limits?: { readonly [Name in keyof RagLimits]?: number | undefined } | undefined;
}

/** What somebody wants to know. */
export interface RagQuestion {
  readonly question: string;
}

/** Answers from documents, with verified citations or not at all. */
export interface RagAssistant {
  /**
   * Streams the answer. Leaving the loop early cancels the search and the model call.
   *
   * @throws AiError `invalid-input` (empty question), `payload-too-large` (question too long), `aborted`, `timeout`, or what index and model fail with;
   * `isReleased` says whether a part of the answer had gone out
   */
  ask(question: RagQuestion, context: CallContext): AsyncIterable<AnswerEvent>;
}

/**
 * Makes an assistant that answers from documents: input rails, search under the caller's rights, retrieval rails, prompt, model, output rails, citation check.
 * The order is fixed. A sentence goes out only when a passage that the caller may read supports it word for word or by a lexical check (which is no proof of entailment),
 * and its quote is exactly the document's text; a sentence that only untrusted documents support carries "(untrusted source)". What is left without support is not said.
 *
 * @throws AiError `invalid-input` for a limit that is not valid
 * @example
 * ```ts
 * import type { ChatModel } from '@org/ai-core';
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createRagAssistant, type RagIndex } from '@org/ai-blueprints';
 * import { createGuard, piiRail } from '@org/ai-guardrails';
 *
 * export async function answer(index: RagIndex, model: ChatModel): Promise<void> {
 *   const assistant = createRagAssistant({ index, model, guard: createGuard({ rails: [piiRail()] }) });
 *   const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'demo' }) });
 *   for await (const event of assistant.ask({ question: 'Who approves a refund?' }, context)) {
 *     if (event.type === 'text-delta') process.stdout.write(event.text);
 *   }
 * }
 * ```
 */
export function createRagAssistant(options: RagAssistantOptions): RagAssistant {
  const { telemetry = noopTelemetry, clock = systemClock } = options;
  const limits = parseLimits(options.limits);

  async function* ask({ question }: RagQuestion, context: CallContext): AsyncGenerator<AnswerEvent, void> {
    checkQuestion(question, limits);
    const latestMs = clock.monotonicMs() + limits.timeoutMs;
    const deadlineMs = Math.min(context.deadlineMs ?? Infinity, latestMs);
    const left = new AbortController();
    const signal = context.signal === undefined ? left.signal : AbortSignal.any([context.signal, left.signal]);
    const bound = contextSignal({ ...context, deadlineMs, signal }, clock);
    const span = telemetry.start('invoke_agent', { 'ai.blueprint': 'rag-assistant' }, context);
    let isReleased = false;
    let failure: unknown;
    let isOver = false;
    try {
      const parts = { ...options, telemetry, clock, limits };
      const inner = { ...context, deadlineMs, signal: bound.signal };
      for await (const event of answerQuestion(question, { ...parts, span, context: inner, signal: bound.signal })) {
        if (event.type === 'text-delta') {
          if (!isReleased) span.firstToken();
          isReleased = true;
        }
        yield event;
      }
      isOver = true;
    } catch (error) {
      isOver = true;
      failure = asAiError(error, isReleased);
      throw failure;
    } finally {
      bound[Symbol.dispose]();
      left.abort();
      span.end(isOver ? failure : new AiError('aborted', 'the answer was left before its end'));
    }
  }

  return { ask };
}

function checkQuestion(question: string, limits: RagLimits): void {
  if (typeof question !== 'string' || question.trim() === '')
    throw new AiError('invalid-input', 'question is empty; write what you want to know');
  if (question.length > limits.maxQuestionLength) {
    const most = String(limits.maxQuestionLength);
    throw new AiError('payload-too-large', `question is longer than ${most} characters; shorten it`);
  }
}

/** A fault keeps its code; it also says whether text had gone out before it. */
function asAiError(error: unknown, isReleased: boolean): AiError {
  if (!AiError.is(error)) return new AiError('internal', 'the answer failed', { cause: error, isReleased });
  if (error.isReleased === isReleased) return error;
  const { code, message, isRetryable, retryAfterMs, details } = error;
  return new AiError(code, message, { isRetryable, retryAfterMs, details, isReleased, cause: error });
}
