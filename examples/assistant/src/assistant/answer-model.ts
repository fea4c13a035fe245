import type { ChatModel } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import { createExtractiveModel, createOpenAiModel } from '@org/ai-serving';
import { z } from 'zod';

/** The model that answers, and how to let go of it. */
export interface AnswerModel extends AsyncDisposable {
  readonly model: ChatModel;
  readonly isExtractive: boolean;
}

const environment = z.object({
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as http://127.0.0.1:11434/v1' })
    .optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-4.1-mini'),
});

/**
 * The extractive model, or with `OPENAI_BASE_URL` the model behind that server.
 *
 * @throws AiError `invalid-input` that names the variable
 */
export function createAnswerModel(env: Readonly<Record<string, string | undefined>>): AnswerModel {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const config = parseConfig(environment, set, { name: 'environment' });
  if (config.OPENAI_BASE_URL === undefined) {
    return { model: createExtractiveModel(), isExtractive: true, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const model = createOpenAiModel({
    baseUrl: config.OPENAI_BASE_URL,
    apiKey: config.OPENAI_API_KEY,
    model: config.OPENAI_MODEL,
  });
  return { model, isExtractive: false, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}
