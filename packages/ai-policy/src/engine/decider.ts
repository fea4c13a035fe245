import type { ActionEffect, FindingEffect } from '../policy/effect.ts';
import type { MatchedRule, NearRule } from './explanation.ts';
import type { ActionFacts, FindingFacts } from './facts.ts';
import type { PolicyStamp } from './policy-engine.ts';

/** What the rules of a policy say; no effect where none matches. */
export interface Verdict<Effect extends string> {
  readonly effect: Effect | undefined;
  readonly rules: readonly string[];
}

/** The rules that mattered. */
export interface RuleTrace {
  readonly matched: readonly MatchedRule[];
  readonly near: readonly NearRule[];
}

/** What an engine is made of: it may throw, trap or answer nonsense, which {@link openEngine} turns into the closed decision. */
export interface Decider {
  /** Name of the engine in telemetry and audit records: `rules`, `cedar`, `opa`. */
  readonly engine: string;
  readonly policy: PolicyStamp;
  authorize(facts: ActionFacts): Verdict<ActionEffect>;
  judge(facts: FindingFacts): Verdict<FindingEffect>;
  /** Engines that cannot trace leave it out; what decided is then all that is explained. */
  traceAction?(facts: ActionFacts): RuleTrace;
  traceFinding?(facts: FindingFacts): RuleTrace;
}
