import { AiError } from '@org/ai-core';

/** @throws AiError `invalid-input` unless the limit is left out or a positive whole number */
export function checkLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit > 0)) return;
  throw new AiError('invalid-input', 'limit must be a positive whole number', { details: { field: 'limit' } });
}
