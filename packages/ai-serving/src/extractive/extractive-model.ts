import {
  AiError,
  collect,
  estimateTokens,
  systemClock,
  throwIfDone,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type Clock,
  type ModelInfo,
  type RouteTrace,
} from '@org/ai-core';
import { answerQuestion, type Breathe, type Extract } from './answer.ts';
import { readRagPrompt, type RagPrompt } from './prompt.ts';
import { defaultThresholds, type ExtractiveThresholds } from './thresholds.ts';

/** The one sentence that the extractive model says by itself: nothing in the passages answers. */
export const NOT_IN_DOCUMENTS = 'The documents do not answer this question.';

/** Options of {@link createExtractiveModel}. */
export interface ExtractiveModelOptions {
  /** @defaultValue `extractive` */
  readonly id?: string | undefined;
  readonly thresholds?: Partial<ExtractiveThresholds> | undefined;
  /** Text of a passage beyond this is not looked at. @defaultValue 32,768 */
  readonly maxPassageCharacters?: number | undefined;
  /** Passages beyond this are not looked at. @defaultValue 32 */
  readonly maxPassages?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Makes a chat model that needs no server and invents nothing: it answers with whole sentences, lists and table rows copied from the passages it is given, each followed by ` [n]`,
 * or with {@link NOT_IN_DOCUMENTS}. The passages and the question are read by the convention of `createRagAssistant`: in the last user message, text parts with `origin.sources` are
 * passages 1..n, the last text part without an origin is the question. Text is data to it: instructions in passages, questions or system messages have no effect.
 *
 * `maxOutputTokens` leaves out further units, never part of one; stop sequences and sampling settings have no effect.
 * It ranks by word overlap (weighted by rarity), so it finds answers that share words with their question; it does not reason, compare or summarise.
 *
 * @throws AiError calls reject with `unsupported` when tools are required or structured output is asked for, `aborted` or `timeout` as the context says
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createExtractiveModel } from '@org/ai-serving';
 *
 * const model = createExtractiveModel();
 * const sources = [{ document: 'refunds.md', digest: 'sha256:0' }];
 * const passage = { type: 'text', text: 'A refund is paid within 14 days.', origin: { trust: 'trusted', sources } } as const;
 * const question = { type: 'text', text: 'When is a refund paid?' } as const;
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'demo' }) });
 * const { text } = await model.generate({ messages: [{ role: 'user', content: [passage, question] }] }, context);
 * console.log(text); // A refund is paid within 14 days. [1]
 * ```
 */
export function createExtractiveModel(options: ExtractiveModelOptions = {}): ChatModel {
  const { id = 'extractive', clock = systemClock, maxPassageCharacters = 32_768, maxPassages = 32 } = options;
  const thresholds = { ...defaultThresholds, ...options.thresholds };
  const info: ModelInfo = {
    id,
    provider: 'local',
    inputs: ['text/plain'],
    supports: { tools: false, structuredOutput: 'none', streaming: true, logprobs: false, continuation: false },
  };

  async function* stream<T = undefined>(
    request: ChatRequest<T>,
    context: CallContext,
  ): AsyncGenerator<ChatEvent<T>, void> {
    throwIfDone(context, clock);
    checkSupport(request);
    const startedMs = clock.monotonicMs();
    const resultId = crypto.randomUUID();
    const route = (): RouteTrace => ({
      requested: id,
      attempts: [{ model: id, provider: info.provider, durationMs: clock.monotonicMs() - startedMs }],
      cache: 'none',
    });
    yield { type: 'start', id: resultId, route: route() };
    throwIfDone(context, clock);
    const prompt = readRagPrompt(request, maxPassageCharacters);
    const passages = prompt.passages.slice(0, maxPassages);
    const { extracts } = await answerQuestion(prompt.question, passages, thresholds, breather(clock));
    let text = '';
    let isCut = false;
    for (const piece of extracts.length === 0 ? [NOT_IN_DOCUMENTS] : piecesOf(extracts, { ...prompt, passages })) {
      throwIfDone(context, clock);
      // Whole units or none: a sentence that is cut may say the opposite of what it said.
      isCut = text !== '' && estimateTokens(text + piece) > (request.maxOutputTokens ?? Infinity);
      if (isCut) break;
      text += piece;
      yield { type: 'text-delta', block: 0, text: piece };
    }
    const finishReason = isCut ? 'length' : 'stop';
    throwIfDone(context, clock);
    const part = { type: 'text', text } as const;
    yield { type: 'part', block: 0, part };
    const usage = {
      inputTokens: promptTokens(request),
      outputTokens: estimateTokens(text),
      source: 'estimated',
    } as const;
    yield {
      type: 'finish',
      result: {
        id: resultId,
        content: [part],
        text,
        object: undefined as T,
        finishReason,
        usage,
        route: route(),
      },
    };
  }

  return { info, stream, generate: (request, context) => collect(stream(request, context)) };
}

/** Gives way to other work after every 3 ms of its own. */
function breather(clock: Clock): Breathe {
  let sinceMs = clock.monotonicMs();
  return async () => {
    if (clock.monotonicMs() - sinceMs < 3) return;
    await new Promise((resolve) => setImmediate(resolve));
    sinceMs = clock.monotonicMs();
  };
}

function piecesOf(extracts: readonly Extract[], prompt: RagPrompt): readonly string[] {
  return extracts.map(({ passage, start, end, isNewLine }, index) => {
    const before = index === 0 ? '' : isNewLine ? '\n' : ' ';
    return `${before}${prompt.passages[passage]?.text.slice(start, end) ?? ''} [${String(passage + 1)}]`;
  });
}

function checkSupport(request: ChatRequest<unknown>): void {
  if (request.output !== undefined)
    throw new AiError(
      'unsupported',
      'the extractive model gives no structured output; leave output out or configure another model',
    );
  const isToolRequired = request.toolChoice === 'required' || typeof request.toolChoice === 'object';
  if (isToolRequired)
    throw new AiError(
      'unsupported',
      'the extractive model calls no tools; set toolChoice to auto or none, or configure another model',
    );
}

function promptTokens(request: ChatRequest<unknown>): number {
  return request.messages
    .flatMap((message) => message.content)
    .reduce((sum, part) => sum + ('text' in part ? estimateTokens(part.text) : 0), 0);
}
