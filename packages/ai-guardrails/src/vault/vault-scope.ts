import { canonicalJson, principalKey, type CallContext } from '@org/ai-core';

/** Whose values: a placeholder means something to this principal in this conversation, and to nobody else. */
export type VaultScope = string;

/** A call without a conversation has a scope of its own. */
export function vaultScopeOf(context: CallContext): VaultScope {
  const { principal, conversation, requestId } = context;
  const thread = conversation === undefined ? ['request', requestId] : ['conversation', conversation];
  return canonicalJson([principal.tenant, principalKey(principal), ...thread]);
}
