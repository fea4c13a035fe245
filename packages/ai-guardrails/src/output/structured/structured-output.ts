import {
  AiError,
  systemClock,
  throwIfDone,
  type CallContext,
  type ChatEvent,
  type ChatMiddleware,
  type ChatRequest,
  type ChatResult,
  type Clock,
} from '@org/ai-core';
import { openAttempts } from './attempts.ts';

/** How structured answers are made valid. */
export interface StructuredOutputOptions {
  /** Calls of the model for one answer, the first included; from 1 to 5. @defaultValue 2 */
  readonly maxAttempts?: number | undefined;
  /** Whether what is not quite JSON is mended before it is validated. @defaultValue true */
  readonly shouldRepair?: boolean | undefined;
  /**
   * `verified` holds the deltas of an answer back until it is valid. `optimistic` lets them pass; when the answer turns
   * out invalid, a `switch` event with `discard: 'all'` says that what was read is void. @defaultValue verified
   */
  readonly release?: 'verified' | 'optimistic' | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

const MOST_ATTEMPTS = 5;
/**
 * Makes a model keep to the `output` of a request: its text is parsed, mended where only the notation is wrong
 * (see `parseLenientJson`), and validated. An answer that is still invalid is asked for again, with the places and
 * the rules that it broke but nothing of its content; usage, cost and route of all attempts are summed. An answer that
 * was cut by the token limit is never taken for a whole one.
 *
 * Put it around the guarded model, so that each attempt passes the guard and counts against the budget:
 * `createStructuredOutput()(composeModel({ guard, budget }, model))`. Requests without `output` pass as they are.
 * @throws AiError `invalid-input` for a maxAttempts out of range. The model's calls reject with `protocol` when the last
 *   attempt is invalid, `truncated` when one was cut, `blocked` when one was refused
 * @example
 * ```ts
 * import type { ChatModel } from '@org/ai-core';
 * import { createGuard, createStructuredOutput, egressRail } from '@org/ai-guardrails';
 *
 * declare const model: ChatModel;
 * const guard = createGuard({ rails: [egressRail()] });
 * export const strict: ChatModel = createStructuredOutput({ maxAttempts: 3 })(guard.wrap(model));
 * ```
 */
export function createStructuredOutput(options: StructuredOutputOptions = {}): ChatMiddleware {
  const { maxAttempts = 2, shouldRepair = true, release = 'verified', clock = systemClock } = options;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
    throw new AiError('invalid-input', `maxAttempts must be a whole number from 1 to ${String(MOST_ATTEMPTS)}`);
  }

  return structuredOutputOf({ maxAttempts, shouldRepair, release, clock }, (attempt) => attempt < maxAttempts);
}

/** The middleware with its bound given apart, so that a planted fault can lift it. */
export function structuredOutputOf(
  options: Required<{ [K in keyof StructuredOutputOptions]: Exclude<StructuredOutputOptions[K], undefined> }>,
  mayAskAgain: (attempt: number) => boolean,
): ChatMiddleware {
  const { release, clock } = options;
  return (model) => {
    async function* stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
      if (request.output === undefined) {
        yield* model.stream(request, context);
        return;
      }
      const attempts = openAttempts(request, request.output, options, mayAskAgain);
      for (let isFirst = true; ; isFirst = false) {
        throwIfDone(context, clock);
        const held: ChatEvent<T>[] = [];
        let result: ChatResult<T> | undefined;
        for await (const event of model.stream(attempts.request(), context)) {
          if (event.type === 'finish') result = event.result;
          else if (event.type === 'start' && !isFirst) continue;
          else if (event.type === 'start' || release === 'optimistic') yield event;
          else held.push(event);
        }
        if (result === undefined) {
          throw new AiError('truncated', 'the model ended its stream without a finish event; retry the call', {
            isReleased: release === 'optimistic',
          });
        }
        const settled = await attempts.settle(result);
        if (settled !== undefined) {
          yield* held;
          yield { type: 'finish', result: settled };
          return;
        }
        if (release === 'optimistic') {
          yield { type: 'switch', from: model.info.id, to: model.info.id, cause: 'protocol', discard: 'all' };
        }
      }
    }

    async function generate<T>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>> {
      if (request.output === undefined) return model.generate(request, context);
      const attempts = openAttempts(request, request.output, options, mayAskAgain);
      for (;;) {
        throwIfDone(context, clock);
        const settled = await attempts.settle(await model.generate(attempts.request(), context));
        if (settled !== undefined) return settled;
      }
    }

    return { info: model.info, generate, stream };
  };
}
