import type { AiErrorCode, CallContext } from '@org/ai-core';
import type { ActionEffect, FindingEffect } from '../policy/effect.ts';
import type { Explanation } from './explanation.ts';
import type { ActionRequest, FindingRequest } from './facts.ts';

/** Which policy decided. */
export interface PolicyStamp {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of what was loaded. */
  readonly digest: string;
}

/** What was decided, by which rules of which policy. */
export interface PolicyDecision<Effect extends string> {
  readonly effect: Effect;
  /** Ids of the rules that decided, sorted; none where nothing matched. */
  readonly rules: readonly string[];
  readonly policy: PolicyStamp;
  /** Why the engine could not decide; the effect is then the strictest. */
  readonly fault?: AiErrorCode | undefined;
}

/** Decides by a policy. Decisions are synchronous, and a fault is a decision too: it denies the action, it blocks the finding. */
export interface PolicyEngine {
  readonly policy: PolicyStamp;
  /** Whether an action may go ahead. What no rule permits is denied. An actor needs the permission as much as the caller it acts for. */
  authorize(request: ActionRequest, context: CallContext): PolicyDecision<ActionEffect>;
  /** What a finding means; `as-proposed` where no rule matches: the rail's own proposal stands. */
  judge(request: FindingRequest, context: CallContext): PolicyDecision<FindingEffect | 'as-proposed'>;
  /** Why: which rules matched, which of them decided, which nearly matched. Leaves no audit record. */
  explain(request: ActionRequest | FindingRequest, context: CallContext): Explanation;
}
