import type { AiErrorCode } from '@org/ai-core';
import type { ActionEffect, FindingEffect, RuleKind } from '../policy/effect.ts';
import type { PolicyStamp } from './policy-engine.ts';

/** A rule whose conditions held. */
export interface MatchedRule {
  readonly rule: string;
  readonly effect: string;
  readonly description?: string | undefined;
  /** It is one of those that decided: no stricter one matched. */
  readonly isDeciding: boolean;
  /** Conditions that could not be checked, a number that is missing for instance, and so counted against the request. */
  readonly unchecked: readonly string[];
}

/** A rule of which all conditions but one held. */
export interface NearRule {
  readonly rule: string;
  readonly effect: string;
  /** The condition that did not hold, in words of the policy: `attributes.amount is at most 500`. */
  readonly failed: string;
}

/** What the rules said about one of the principals that act. */
export interface PartyExplanation {
  /** `actor` for an agent that acts for the caller; it needs the permission too. */
  readonly party: 'caller' | 'actor';
  readonly effect: FindingEffect | ActionEffect | 'as-proposed';
  readonly matched: readonly MatchedRule[];
  readonly near: readonly NearRule[];
}

/** Why a decision is as it is. It holds ids and words of the policy, and no value of the request. */
export interface Explanation {
  readonly kind: RuleKind;
  readonly effect: FindingEffect | ActionEffect | 'as-proposed';
  readonly policy: PolicyStamp;
  readonly parties: readonly PartyExplanation[];
  readonly fault?: AiErrorCode | undefined;
}
