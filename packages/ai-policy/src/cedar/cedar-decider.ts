import { AiError } from '@org/ai-core';
import type { StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import type { Decider, Verdict } from '../engine/decider.ts';
import type { PolicyStamp } from '../engine/policy-engine.ts';
import { effects, type ActionEffect, type FindingEffect } from '../policy/effect.ts';
import type { CedarPolicy } from './cedar-policies.ts';
import { actionCall, FINDING_ACTION, findingCall, type CedarRequest } from './cedar-request.ts';
import type { CedarModule } from './create-cedar-engine.ts';
import type { PreparedSets } from './prepare-sets.ts';
import { usedNames } from './used-names.ts';

/** Decides by policies that Cedar keeps parsed. */
export function createCedarDecider(
  cedar: CedarModule,
  sets: PreparedSets,
  policies: readonly CedarPolicy[],
  policy: PolicyStamp,
): Decider {
  const byId = new Map(policies.map((one) => [one.id, one]));
  const uses = usedNames(policies.map(({ json }) => json));

  const satisfied = (
    action: string,
    request: CedarRequest,
  ): { readonly isForbidden: boolean; readonly policies: CedarPolicy[] } => {
    const call: StatefulAuthorizationCall = { ...request, preparsedPolicySetId: sets.nameFor(action) };
    const answer = cedar.statefulIsAuthorized(call);
    if (answer.type === 'failure') throw new AiError('protocol', 'Cedar could not read the request');
    const { decision, diagnostics } = answer.response;
    // Cedar passes over a policy that fails. A permit may be passed over; what restricts must not be.
    const isLost = diagnostics.errors.some(({ policyId }) => {
      const failed = byId.get(policyId);
      return failed === undefined || failed.isForbid || (failed.effect !== undefined && failed.effect !== 'allow');
    });
    if (isLost) throw new AiError('protocol', 'a Cedar policy that restricts could not be evaluated');
    const reasons = diagnostics.reason.flatMap((id) => byId.get(id) ?? []);
    return { isForbidden: decision === 'deny' && reasons.length > 0, policies: reasons };
  };

  return {
    engine: 'cedar',
    policy,
    authorize(facts): Verdict<ActionEffect> {
      const { isForbidden, policies: reasons } = satisfied(facts.action, actionCall(facts, uses));
      if (isForbidden) return { effect: 'deny', rules: idsOf(reasons) };
      return strictest<ActionEffect>(reasons, ['require-approval', 'allow'], 'allow');
    },
    judge(facts): Verdict<FindingEffect> {
      const { isForbidden, policies: reasons } = satisfied(FINDING_ACTION, findingCall(facts, uses));
      if (isForbidden) return { effect: 'block', rules: idsOf(reasons) };
      // A permit that says no effect is about actions: it does not make a finding harmless.
      return strictest<FindingEffect>(reasons, [...effects.finding].reverse(), undefined);
    },
  };
}

function strictest<Effect extends string>(
  reasons: readonly CedarPolicy[],
  order: readonly Effect[],
  plain: Effect | undefined,
): Verdict<Effect> {
  for (const effect of order) {
    const deciding = reasons.filter((policy) => (policy.effect ?? plain) === effect);
    if (deciding.length > 0) return { effect, rules: idsOf(deciding) };
  }
  return { effect: undefined, rules: [] };
}

function idsOf(policies: readonly CedarPolicy[]): readonly string[] {
  return policies.map(({ id }) => id).sort();
}
