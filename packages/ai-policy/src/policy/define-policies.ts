import { checkPolicies } from './check-policies.ts';
import { issuesError } from './issue.ts';
import type { PolicySet } from './policy.ts';

/**
 * Checks a set of rules strictly and returns a frozen copy. Rules are data: no expression is read from a string.
 *
 * @throws AiError `invalid-input` that names each field that is wrong and the remedy
 * @example
 * ```ts
 * import { definePolicies } from '@org/ai-policy';
 *
 * export const policies = definePolicies({
 *   id: 'help-desk',
 *   version: '2026-11-25',
 *   rules: [
 *     { id: 'no-cards-out', for: 'finding', when: { label: 'CREDIT_CARD', stage: 'output' }, effect: 'block' },
 *     { id: 'support-refunds', for: 'action', when: { action: 'refund', 'principal.groups': 'support' }, effect: 'allow' },
 *     { id: 'large-refunds', for: 'action', when: { action: 'refund', attributes: { amount: { above: 500 } } }, effect: 'require-approval' },
 *   ],
 * });
 * ```
 */
export function definePolicies(policies: PolicySet): PolicySet {
  const issues = checkPolicies(policies);
  if (issues.length > 0) throw issuesError('policies', issues);
  return freeze(structuredClone(policies));
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}
