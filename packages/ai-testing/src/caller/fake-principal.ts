import { checkPrincipal, type Principal } from '@org/ai-core';

/**
 * A principal for tests: user `tester` of tenant `test-tenant`, in no group, unless told otherwise.
 *
 * @throws AiError `unauthenticated` when an override is not valid
 * @example
 * ```ts
 * import { createFakePrincipal } from '@org/ai-testing';
 *
 * const nurse = createFakePrincipal({ subject: 'nurse', groups: ['clinical'] });
 * ```
 */
export function createFakePrincipal(overrides: Partial<Principal> = {}): Principal {
  return checkPrincipal({ kind: 'user', tenant: 'test-tenant', subject: 'tester', groups: [], ...overrides });
}
