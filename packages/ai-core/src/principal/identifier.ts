import { AiError } from '../errors/ai-error.ts';

// Ids are short, without white space and without the colon that separates the kind from the id in ACL entries.
const identifier = /^[^\s:]{1,256}$/u;

/** Whether a string can be the id of a tenant, a subject or a group. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && identifier.test(value);
}

/** @throws AiError `unauthenticated` that names the field, not its value */
export function requireIdentifier(value: unknown, field: string): string {
  if (isIdentifier(value)) return value;
  throw new AiError('unauthenticated', `${field} must be 1 to 256 characters without white space or colons`);
}
