import {
  AiError,
  validateOutput,
  type ChatRequest,
  type ChatResult,
  type Message,
  type OutputSchema,
} from '@org/ai-core';
import { describeProblems } from './describe-problems.ts';
import { parseLenientJson } from './lenient-json.ts';
import { spentWith, withSpent, type Spent } from './spent.ts';

/** The attempts at one structured answer, one after the other. */
export interface Attempts<T> {
  /** What to ask the model now. */
  request(): ChatRequest<T>;
  /** The answer, when it is valid or final; undefined when the model is to be asked again. */
  settle(result: ChatResult<T>): Promise<ChatResult<T> | undefined>;
}

/** How an answer ended that no asking again would mend; it goes to the caller as it is. */
const finalReasons: ReadonlySet<string> = new Set(['tool-calls', 'blocked']);
const cutReasons: ReadonlySet<string> = new Set(['length', 'refusal', 'content-filter']);

/** @throws AiError from `settle`: `protocol` when the last attempt is invalid, `truncated` or `blocked` by how one ended */
export function openAttempts<T>(
  original: ChatRequest<T>,
  output: OutputSchema<T>,
  options: { readonly shouldRepair: boolean; readonly release: 'verified' | 'optimistic' },
  mayAskAgain: (attempt: number) => boolean,
): Attempts<T> {
  const first: ChatRequest<T> = { ...original, output: { ...output, isDeferred: true } };
  let request = first;
  let spent: Spent | undefined;
  let attempt = 0;
  return {
    request: () => request,
    async settle(result) {
      attempt++;
      spent = spentWith(spent, result);
      const { finishReason } = result;
      if (finalReasons.has(finishReason)) return withSpent({ ...result, object: undefined as T }, spent);
      // Rejects with the error that a model itself would have given.
      if (cutReasons.has(finishReason)) await validateOutput(output, '', finishReason);
      const checked = await check(output, result, options.shouldRepair);
      if ('value' in checked) return withSpent({ ...result, object: checked.value }, spent);
      if (!mayAskAgain(attempt)) throw invalid(output.name, checked.problems.length, attempt, spent, options.release);
      request = { ...first, messages: [...first.messages, ...correction(result, checked.problems)] };
      return undefined;
    },
  };
}

async function check<T>(
  output: OutputSchema<T>,
  result: ChatResult<T>,
  shouldRepair: boolean,
): Promise<{ readonly value: T } | { readonly problems: readonly string[] }> {
  const parsed = parseLenientJson(result.text, { mayCloseTail: result.finishReason === 'stop' });
  if (parsed === undefined || (!shouldRepair && parsed.repairs.length > 0)) {
    return { problems: ['The answer: expected one JSON value and nothing else, got text that is none'] };
  }
  const outcome = (await output.schema['~standard'].validate(parsed.value)) as {
    readonly value: T;
    readonly issues?: readonly unknown[] | undefined;
  };
  if (outcome.issues === undefined) return { value: outcome.value };
  return { problems: describeProblems(outcome.issues, output.jsonSchema, parsed.value) };
}

/** Only the last answer is shown again: earlier ones cost tokens and teach the same mistake. */
function correction(result: ChatResult<unknown>, problems: readonly string[]): readonly Message[] {
  const text = `Your answer did not match the required JSON schema:\n${problems.map((line) => `- ${line}`).join('\n')}\nAnswer again with the corrected JSON value alone.`;
  return [
    { role: 'assistant', content: [{ type: 'text', text: result.text }] },
    { role: 'user', content: [{ type: 'text', text }] },
  ];
}

function invalid(name: string, issues: number, attempts: number, spent: Spent, release: string): AiError {
  const { inputTokens, outputTokens } = spent.usage;
  return new AiError(
    'protocol',
    `the answer does not match output '${name}' after ${String(attempts)} attempts; simplify the schema or raise maxAttempts`,
    {
      isRetryable: false,
      isReleased: release === 'optimistic',
      details: { attempts, issues, inputTokens, outputTokens },
    },
  );
}
