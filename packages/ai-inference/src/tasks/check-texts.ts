import { AiError } from '@org/ai-core';

/** @throws AiError `invalid-input` naming the first that is no string */
export function checkTexts(texts: readonly string[], field = 'texts'): void {
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0)
    throw new AiError('invalid-input', `${field}[${String(wrong)}] must be a string`, { details: { field } });
}
