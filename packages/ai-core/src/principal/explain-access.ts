import type { Principal } from '../contracts/caller.ts';
import type { Acl, AttributeCondition } from '../contracts/evidence.ts';
import { findDeny, findGrant } from './acl.ts';
import { meetsCondition } from './attribute-condition.ts';

/**
 * What decided on an access: the entry that let a principal in; or why it was kept out: an entry of deny, no entry of allow that names it, a condition that it does not meet.
 * `subject` is the principal that was decided on: the one who asked, or the actor in between that was kept out.
 */
export type AccessExplanation = { readonly subject: string } & (
  | { readonly isAllowed: true; readonly reason: 'allowed'; readonly entry: string }
  | { readonly isAllowed: false; readonly reason: 'denied'; readonly entry: string }
  | { readonly isAllowed: false; readonly reason: 'not-allowed' }
  | { readonly isAllowed: false; readonly reason: 'condition'; readonly condition: AttributeCondition }
);

/**
 * Says why an ACL lets a principal in or keeps it out. Decides exactly as `isAllowed`; that the document belongs to the principal's tenant is for the caller to check first.
 *
 * @example
 * ```ts
 * import { explainAccess, type Principal } from '@org/ai-core';
 *
 * const ann: Principal = { kind: 'user', tenant: 'meridian', subject: 'ann', groups: ['finance'], attributes: { clearance: '2' } };
 * const why = explainAccess({ allow: ['group:finance'], require: [{ attribute: 'clearance', atLeast: 3 }] }, ann);
 * console.log(why.isAllowed, why.reason); // false condition
 * ```
 */
export function explainAccess(acl: Acl, principal: Principal): AccessExplanation {
  const { subject } = principal;
  if (principal.actor !== undefined) {
    const actor = explainAccess(acl, principal.actor);
    if (!actor.isAllowed) return actor;
  }
  const denied = findDeny(acl, principal);
  if (denied !== undefined) return { subject, isAllowed: false, reason: 'denied', entry: denied };
  const entry = findGrant(acl, principal);
  if (entry === undefined) return { subject, isAllowed: false, reason: 'not-allowed' };
  const condition = acl.require?.find((each) => !meetsCondition(each, principal));
  if (condition !== undefined) return { subject, isAllowed: false, reason: 'condition', condition };
  return { subject, isAllowed: true, reason: 'allowed', entry };
}
