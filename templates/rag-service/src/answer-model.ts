import type { ChatModel, PriceTable } from '@org/ai-core';
import { createExtractiveModel, createOpenAiModel } from '@org/ai-serving';
import { createGenAiPriceTable } from '@org/ai-telemetry/prices';
import type { ModelSettings } from './settings.ts';

/** The model that answers, and how to let go of it. */
export interface AnswerModel {
  readonly model: ChatModel;
  readonly priceTable?: PriceTable | undefined;
  readonly close: () => Promise<void>;
}

/** The model of the settings; without one, the extractive model: it needs no account, and says nothing that is not a sentence of a document. */
export function createAnswerModel(settings: ModelSettings | undefined): AnswerModel {
  if (settings === undefined) return { model: createExtractiveModel(), close: () => Promise.resolve() };
  const { baseUrl, apiKey, name } = settings;
  const model = createOpenAiModel({ baseUrl, apiKey, model: name });
  return {
    model,
    priceTable: createGenAiPriceTable(),
    close: async () => {
      await model[Symbol.asyncDispose]();
    },
  };
}
