import {
  AiError,
  checkPrincipal,
  explainAccess,
  isAllowed,
  type AccessExplanation,
  type Acl,
  type CallContext,
  type Principal,
} from '@org/ai-core';
import type { AccessRule } from './readable-set.ts';

/** The principals of a question about access. */
export interface AccessQuestion {
  readonly caller: Principal;
  readonly asked: Principal;
}

/** @throws AiError `unauthenticated`, `forbidden` (a principal of another tenant than the caller's) */
export function checkAccessQuestion(principal: Principal, context: CallContext): AccessQuestion {
  const caller = checkPrincipal(context.principal);
  const asked = checkPrincipal(principal);
  if (asked.tenant === caller.tenant) return { caller, asked };
  throw new AiError('forbidden', 'principal belongs to another tenant than context.principal; ask as one of its own');
}

/** Why somebody may read what an access list guards. Whoever acts for a user, or is one, learns no more of a hidden document than a search tells. */
export function explainTo(
  { caller, asked }: AccessQuestion,
  acl: Acl | undefined,
  mayRead: AccessRule = isAllowed,
): AccessExplanation | undefined {
  if (acl === undefined) return undefined;
  const isOperator = caller.kind === 'service' && caller.actor === undefined;
  return isOperator || mayRead(acl, caller) ? explainAccess(acl, asked) : undefined;
}
