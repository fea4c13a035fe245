// rules
export { definePolicies } from './policy/define-policies.ts';
export type {
  ActionConditions,
  ActionRule,
  AttributeTests,
  FindingConditions,
  FindingRule,
  PolicyRule,
  PolicySet,
  SharedConditions,
  Test,
  TestOperators,
  TestValue,
} from './policy/policy.ts';
export type { ActionEffect, FindingEffect, RuleKind } from './policy/effect.ts';

// decisions
export { createPolicyEngine, type PolicyEngineOptions } from './engine/create-policy-engine.ts';
export { createPolicySwitch, type PolicySwitch } from './engine/create-policy-switch.ts';
export type { PolicyDecision, PolicyEngine, PolicyStamp } from './engine/policy-engine.ts';
export type { ActionRequest, FindingRequest, PolicyResource } from './engine/facts.ts';
export type { EngineOptions } from './engine/open-engine.ts';
export type { PolicyAuditRecord } from './engine/audit.ts';
export { guardPolicy, type FindingPolicy } from './guard-policy/guard-policy.ts';

// why
export type { Explanation, MatchedRule, NearRule, PartyExplanation } from './engine/explanation.ts';
export { explanationText } from './engine/explanation-text.ts';

// examples that a policy is held to
export { runPolicyTests, type PolicyTest, type PolicyTestFailure } from './policy-tests/run-policy-tests.ts';

// an engine of one's own
export { openEngine } from './engine/open-engine.ts';
export type { Decider, RuleTrace, Verdict } from './engine/decider.ts';
export type { ActionFacts, FindingFacts, SharedFacts } from './engine/facts.ts';
