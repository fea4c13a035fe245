import type { Principal, PrincipalResolver } from '../contracts/caller.ts';
import { AiError } from '../errors/ai-error.ts';
import { checkPrincipal } from './principal.ts';

/**
 * Makes a resolver from a function. Whatever the function throws or returns that is not a valid principal becomes `unauthenticated`: there is no default caller.
 *
 * @example
 * ```ts
 * import { createPrincipalResolver } from '@org/ai-core';
 *
 * const resolver = createPrincipalResolver<string>(async (apiKey) =>
 *   apiKey === 'local' ? { kind: 'user', tenant: 'meridian', subject: 'engineer', groups: ['engineering'] } : undefined,
 * );
 * ```
 */
export function createPrincipalResolver<Credential>(
  resolve: (
    credential: Credential,
    options: { readonly signal?: AbortSignal | undefined },
  ) => Promise<Principal | undefined>,
): PrincipalResolver<Credential> {
  return {
    async resolve(credential, options) {
      let principal: Principal | undefined;
      try {
        principal = await resolve(credential, options);
      } catch (cause) {
        if (AiError.is(cause, 'unauthenticated') || AiError.is(cause, 'aborted') || AiError.is(cause, 'unavailable'))
          throw cause;
        throw new AiError('unauthenticated', 'the credential could not be checked', { cause });
      }
      if (principal === undefined) throw new AiError('unauthenticated', 'the credential names nobody');
      return checkPrincipal(principal);
    },
  };
}
