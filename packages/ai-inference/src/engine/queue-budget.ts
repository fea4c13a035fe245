import { AiError } from '@org/ai-core';
import type { CompleteEngineOptions } from './options.ts';

/** How much waits. */
interface QueueLoad {
  readonly texts: number;
  readonly characters: number;
  readonly tokens: number;
}

/** Counts what waits against the engine's limits. */
export interface QueueBudget {
  readonly load: QueueLoad;
  /** @throws AiError `payload-too-large` for what could never fit, `overloaded` (retryable) when there is no room now */
  admit(load: QueueLoad): void;
  leave(load: QueueLoad): void;
  /** A text turned out to have another number of tokens than was thought. */
  correct(tokens: number): void;
  /** Work of so many tokens took so long; what a refused caller is told to wait comes from it. */
  done(tokens: number, ms: number): void;
}

/** Milliseconds that a refused caller is told to wait while nothing has been measured. */
const unknownRetryMs = 250;
const longestRetryMs = 60_000;
/** Weight of the newest batch in the measured speed. */
const newest = 0.2;

/** Makes an empty queue's budget; `workers` run side by side. */
export function createQueueBudget(limits: CompleteEngineOptions): QueueBudget {
  const load = { texts: 0, characters: 0, tokens: 0 };
  let tokensPerMs: number | undefined;
  const isOver = (texts: number, characters: number, tokens: number): boolean =>
    texts > limits.maxQueuedTexts || characters > limits.maxQueuedCharacters || tokens > limits.maxQueuedTokens;
  const retryAfterMs = (): number => {
    if (tokensPerMs === undefined) return unknownRetryMs;
    // The time in which half of what waits will be gone.
    return Math.min(longestRetryMs, Math.max(1, Math.ceil(load.tokens / 2 / (tokensPerMs * limits.workers))));
  };
  return {
    load,
    admit({ texts, characters, tokens }) {
      if (isOver(texts, characters, tokens)) {
        throw new AiError(
          'payload-too-large',
          `texts holds more than the engine's limit of ${String(limits.maxQueuedTexts)} texts, ${String(limits.maxQueuedCharacters)} characters or ${String(limits.maxQueuedTokens)} tokens; send it in parts`,
        );
      }
      if (isOver(load.texts + texts, load.characters + characters, load.tokens + tokens)) {
        throw new AiError(
          'overloaded',
          'too many texts wait for the inference engine; try again later or give it more workers',
          { isRetryable: true, retryAfterMs: retryAfterMs() },
        );
      }
      load.texts += texts;
      load.characters += characters;
      load.tokens += tokens;
    },
    leave({ texts, characters, tokens }) {
      load.texts -= texts;
      load.characters -= characters;
      load.tokens -= tokens;
    },
    correct(tokens) {
      load.tokens += tokens;
    },
    done(tokens, ms) {
      if (ms <= 0) return;
      const speed = tokens / ms;
      tokensPerMs = tokensPerMs === undefined ? speed : tokensPerMs + newest * (speed - tokensPerMs);
    },
  };
}
