import { AiError } from '@org/ai-core';

/** Bounds of one answer. */
export interface RagLimits {
  /** Longest question, in UTF-16 units. @defaultValue 4,000 */
  readonly maxQuestionLength: number;
  /** Most passages in the prompt. @defaultValue 8 */
  readonly maxPassages: number;
  /** Most text of all passages together, in UTF-16 units; passages beyond it are left out, last first. @defaultValue 24,000 */
  readonly maxPromptLength: number;
  /** Most text that is taken from the model, in UTF-16 units; the stream is left there. @defaultValue 16,000 */
  readonly maxAnswerLength: number;
  /** What the model is told. @defaultValue 1,024 */
  readonly maxOutputTokens: number;
  /** Time for the whole answer; an earlier deadline of the context wins. @defaultValue 120,000 */
  readonly timeoutMs: number;
}

const defaultLimits: RagLimits = {
  maxQuestionLength: 4_000,
  maxPassages: 8,
  maxPromptLength: 24_000,
  maxAnswerLength: 16_000,
  maxOutputTokens: 1_024,
  timeoutMs: 120_000,
};

/** @throws AiError `invalid-input` that names the limit */
export function parseLimits(limits: { readonly [Name in keyof RagLimits]?: number | undefined } = {}): RagLimits {
  const given = Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined);
  for (const [name, value] of given) {
    if (!(name in defaultLimits)) throw new AiError('invalid-input', `limits.${name} is not a limit of this assistant`);
    if (!(Number.isFinite(value) && value >= 1))
      throw new AiError('invalid-input', `limits.${name} must be a number of 1 or more`);
  }
  return { ...defaultLimits, ...Object.fromEntries(given) };
}
