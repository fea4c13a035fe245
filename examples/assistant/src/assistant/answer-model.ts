import type { ChatModel, PriceTable } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import { createExtractiveModel, createOpenAiModel } from '@org/ai-serving';
import { z } from 'zod';

/** The model that answers, and how to let go of it. */
export interface AnswerModel extends AsyncDisposable {
  readonly model: ChatModel;
  readonly isExtractive: boolean;
  /** What calls cost; the extractive model has no price. */
  readonly priceTable?: PriceTable | undefined;
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
export async function createAnswerModel(env: Readonly<Record<string, string | undefined>>): Promise<AnswerModel> {
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
  // Loaded only where it is needed: the table is large, and the start is to be fast.
  const { createGenAiPriceTable } = await import('@org/ai-telemetry/prices');
  const priceTable = createGenAiPriceTable();
  return { model, isExtractive: false, priceTable, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}
