import type { Principal } from '../contracts/caller.ts';
import type { Acl } from '../contracts/evidence.ts';
import { meetsCondition } from './attribute-condition.ts';
import { isIdentifier } from './identifier.ts';

/** One entry of an ACL, taken apart. */
export type AclEntry =
  { readonly kind: 'public' | 'tenant' } | { readonly kind: 'user' | 'group'; readonly id: string };

/** Takes an ACL entry apart; undefined when it is none (such an entry lets nobody in). */
export function parseAclEntry(entry: string): AclEntry | undefined {
  if (entry === 'public' || entry === 'tenant') return { kind: entry };
  const colon = entry.indexOf(':');
  const kind = entry.slice(0, colon);
  const id = entry.slice(colon + 1);
  return (kind === 'user' || kind === 'group') && isIdentifier(id) ? { kind, id } : undefined;
}

/**
 * Whether an ACL lets a principal read. Deny wins; an empty or unknown allow lets nobody in; every condition must be met; an actor must be let in as well.
 * `public` is everyone of the tenant, signed in or not; `tenant` everyone of the tenant who is signed in. That the document belongs to the principal's tenant is for the caller to check first.
 */
export function isAllowed(acl: Acl, principal: Principal): boolean {
  if (principal.actor !== undefined && !isAllowed(acl, principal.actor)) return false;
  if (findDeny(acl, principal) !== undefined || findGrant(acl, principal) === undefined) return false;
  return acl.require?.every((condition) => meetsCondition(condition, principal)) ?? true;
}

/** The entry of deny that keeps a principal out, its actor apart. */
export function findDeny(acl: Acl, principal: Principal): string | undefined {
  // An entry that cannot be read may have been meant for this principal: with deny, doubt means no.
  return acl.deny?.find((entry) => parseAclEntry(entry) === undefined || matches(entry, principal));
}

/** The entry of allow that lets a principal in, its actor apart. */
export function findGrant(acl: Acl, principal: Principal): string | undefined {
  return acl.allow.find((entry) => matches(entry, principal));
}

function matches(text: string, principal: Principal): boolean {
  const entry = parseAclEntry(text);
  switch (entry?.kind) {
    case 'public':
      return true;
    case 'tenant':
      return principal.kind === 'user';
    case 'user':
      return principal.kind !== 'anonymous' && entry.id === principal.subject;
    case 'group':
      return principal.kind !== 'anonymous' && principal.groups.includes(entry.id);
    default:
      return false;
  }
}
