import { createContext, type CallContext, type ContextOptions } from '@org/ai-core';
import { createFakePrincipal } from './fake-principal.ts';

/**
 * A call context for tests: the fake principal and request id `test-request`, unless told otherwise.
 *
 * @throws AiError `unauthenticated` when the given principal is not valid
 * @example
 * ```ts
 * import { createFakePrincipal, testContext } from '@org/ai-testing';
 *
 * const context = testContext({ principal: createFakePrincipal({ tenant: 'other' }), timeoutMs: 500 });
 * ```
 */
export function testContext(overrides: Partial<ContextOptions> = {}): CallContext {
  return createContext({ principal: createFakePrincipal(), requestId: 'test-request', ...overrides });
}
