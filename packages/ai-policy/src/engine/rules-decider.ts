import type { Facts } from '../condition/read-field.ts';
import { UNCHECKED, YES } from '../condition/truth.ts';
import { effects, type ActionEffect, type FindingEffect } from '../policy/effect.ts';
import type { PolicySet } from '../policy/policy.ts';
import type { Decider, Verdict } from './decider.ts';
import type { ActionFacts, FindingFacts } from './facts.ts';
import type { PolicyStamp } from './policy-engine.ts';
import { indexRules, type RuleIndex } from './rule-index.ts';
import { traceRules } from './trace-rules.ts';

const nothing = { effect: undefined, rules: [] };

/** Decides by compiled rules: the strictest effect of all that match, whatever their order. */
export function createRulesDecider(policies: PolicySet, policy: PolicyStamp): Decider {
  const findings = indexRules(policies, 'finding');
  const actions = indexRules(policies, 'action');

  const judge = (facts: FindingFacts): Verdict<FindingEffect> => {
    for (let rank = effects.finding.length - 1; rank >= 0; rank--) {
      // What cannot be checked counts as matched, but where that would make the finding milder.
      const rules = matching(findings, rank, facts, rank > 0);
      if (rules.length > 0) return { effect: effects.finding[rank], rules };
    }
    return nothing;
  };

  const authorize = (facts: ActionFacts): Verdict<ActionEffect> => {
    const denied = matching(actions, DENY, facts, true);
    if (denied.length > 0) return { effect: 'deny', rules: denied };
    const asked = matching(actions, ASK, facts, false);
    if (asked.length > 0) return { effect: 'require-approval', rules: asked };
    const allowed = matching(actions, ALLOW, facts, false);
    if (allowed.length === 0) return nothing;
    // An approval that may be needed takes back a permission, but does not stand in for one.
    const unclear = matching(actions, ASK, facts, true);
    return unclear.length > 0 ? { effect: 'require-approval', rules: unclear } : { effect: 'allow', rules: allowed };
  };

  return {
    engine: 'rules',
    policy,
    authorize,
    judge,
    traceAction: (facts) => traceRules(actions.rules, authorize(facts).rules, facts),
    traceFinding: (facts) => traceRules(findings.rules, judge(facts).rules, facts),
  };
}

const [ALLOW, ASK, DENY] = [0, 1, 2] as const;

/** Ids of the rules of one effect that match, sorted. */
function matching(index: RuleIndex, rank: number, facts: Facts, takesUnchecked: boolean): readonly string[] {
  const least = takesUnchecked ? UNCHECKED : YES;
  const ids: string[] = [];
  for (const ranks of index.candidates(facts)) {
    for (const rule of ranks[rank] ?? []) if (rule.check(facts) >= least) ids.push(rule.id);
  }
  return ids.length < 2 ? ids : ids.sort();
}
