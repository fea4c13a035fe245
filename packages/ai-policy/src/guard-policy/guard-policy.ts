import type { CallContext, Origin } from '@org/ai-core';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import type { FindingEffect } from '../policy/effect.ts';

/** What a guard tells about a finding, and what it is told: the shape of `GuardPolicy` of @org/ai-guardrails. */
export interface FindingPolicy {
  readonly id: string;
  decide(
    finding: { readonly rail: string; readonly rule: string; readonly label: string; readonly score: number },
    scope: { readonly stage: string; readonly context: CallContext; readonly origin?: Origin | undefined },
  ): FindingEffect | undefined;
}

/**
 * Lets an engine decide what the findings of a guard mean. Where no rule matches, the rail's own proposal stands; where
 * the engine cannot decide, the text is blocked.
 *
 * @example
 * ```ts
 * import { createGuard, piiRail } from '@org/ai-guardrails';
 * import { createPolicyEngine, definePolicies, guardPolicy } from '@org/ai-policy';
 *
 * const policies = definePolicies({
 *   id: 'answers',
 *   version: '1',
 *   rules: [{ id: 'no-cards', for: 'finding', when: { label: 'CREDIT_CARD', stage: 'output' }, effect: 'block' }],
 * });
 * const guard = createGuard({ rails: [piiRail()], policy: guardPolicy(await createPolicyEngine({ policies })) });
 * ```
 */
export function guardPolicy(
  engine: PolicyEngine,
  options: {
    /** Risk tier of the system that the guard protects. @defaultValue none */
    readonly riskTier?: string | undefined;
  } = {},
): FindingPolicy {
  const { riskTier } = options;
  return {
    get id() {
      return engine.policy.id;
    },
    decide({ rail, rule, label, score }, { stage, context, origin }) {
      const { effect } = engine.judge({ rail, rule, label, score, stage, origin, riskTier }, context);
      return effect === 'as-proposed' ? undefined : effect;
    },
  };
}
