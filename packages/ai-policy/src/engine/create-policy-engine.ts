import { digestJson, type JsonValue } from '@org/ai-core';
import { definePolicies } from '../policy/define-policies.ts';
import type { PolicySet } from '../policy/policy.ts';
import { openEngine, type EngineOptions } from './open-engine.ts';
import type { PolicyEngine } from './policy-engine.ts';
import { createRulesDecider } from './rules-decider.ts';

/** What an engine of our own is made from. */
export interface PolicyEngineOptions extends EngineOptions {
  readonly policies: PolicySet;
}

/**
 * Makes an engine that decides by rules, in-process. Of all rules that match, those of the strictest effect decide:
 * `deny` over `require-approval` over `allow`, and `block` over `require-approval` over `redact` over `report`. What no
 * rule permits is denied; what no rule says about a finding is left to the rail.
 *
 * @throws AiError `invalid-input` when the rules are not sound, as {@link definePolicies}
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createPolicyEngine, definePolicies } from '@org/ai-policy';
 *
 * const engine = await createPolicyEngine({
 *   policies: definePolicies({
 *     id: 'mailer',
 *     version: '1',
 *     rules: [
 *       { id: 'mail', for: 'action', when: { action: 'mail.send' }, effect: 'allow' },
 *       { id: 'nothing-tainted', for: 'action', when: { labels: 'untrusted' }, effect: 'deny' },
 *     ],
 *   }),
 * });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'acme', subject: 'mailer' }) });
 * const request = { action: 'mail.send', resource: { type: 'tool', id: 'mail' }, labels: ['untrusted'] };
 * console.log(engine.authorize(request, context).effect); // deny
 * ```
 */
export async function createPolicyEngine({ policies, ...options }: PolicyEngineOptions): Promise<PolicyEngine> {
  const checked = definePolicies(policies);
  const digest = await digestJson(JSON.parse(JSON.stringify(checked)) as JsonValue);
  const stamp = Object.freeze({ id: checked.id, version: checked.version, digest });
  return openEngine(createRulesDecider(checked, stamp), options);
}
