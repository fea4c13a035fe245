import type { Principal } from '../contracts/caller.ts';
import { checkPrincipal } from './principal.ts';

/** Who a job runs as. */
export interface ServicePrincipalOptions {
  readonly tenant: string;
  readonly subject: string;
  readonly groups?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes the principal of a job or a service. It reads nothing until an ACL names it.
 *
 * @throws AiError `unauthenticated` when an id is not valid
 * @example
 * ```ts
 * import { createServicePrincipal } from '@org/ai-core';
 *
 * const ingester = createServicePrincipal({ tenant: 'meridian', subject: 'ingest' });
 * ```
 */
export function createServicePrincipal(options: ServicePrincipalOptions): Principal {
  return checkPrincipal({ kind: 'service', ...options, groups: options.groups ?? [] });
}
