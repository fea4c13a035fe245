import type { Decision } from '@org/ai-core';
import type { RailRun, ScreenOutcome } from '../screen/screen.ts';

/** A {@link Decision} with what each rail did and how long it took. */
export type GuardDecision = Decision & { readonly rails: readonly RailRun[] };

export function decisionOf(outcome: ScreenOutcome, text: string): GuardDecision {
  const { findings, rails } = outcome;
  const { stop } = outcome;
  if (stop !== undefined) return { action: stop.action, findings, reason: stop.reason, rails };
  return outcome.isChanged ? { action: 'redact', findings, text, rails } : { action: 'allow', findings, rails };
}

/** Whether the text ended early: blocked, or until a person approves. */
export function isStopped(decision: Decision): decision is Extract<Decision, { readonly reason: string }> {
  return decision.action === 'block' || decision.action === 'require-approval';
}

/** What telemetry may hold: no text, redacted or not. */
export function withoutText(decision: GuardDecision): Decision {
  const { findings } = decision;
  switch (decision.action) {
    case 'allow':
      return { action: 'allow', findings };
    case 'redact':
      return { action: 'redact', findings, text: '' };
    default:
      return { action: decision.action, findings, reason: decision.reason };
  }
}
