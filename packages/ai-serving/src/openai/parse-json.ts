import { AiError } from '@org/ai-core';

/** @throws AiError `protocol`, repeating nothing of the text, when it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AiError(
      'protocol',
      'the upstream sent something that is not JSON where the OpenAI protocol has JSON; check baseUrl',
    );
  }
}
