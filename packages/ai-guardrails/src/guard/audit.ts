import { AiError, type CallContext, type Clock, type Decision, type Finding } from '@org/ai-core';
import type { RailRun } from '../screen/screen.ts';
import type { GuardDecision } from './decision.ts';
import type { TextScope } from './session.ts';

/** What is kept of a decision: who asked, what was found and what was done, never the text. */
export interface GuardRecord {
  readonly kind: 'guard-decision';
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly requestId: string;
  readonly tenant: string;
  readonly subject: string;
  readonly conversation?: string | undefined;
  readonly feature?: string | undefined;
  readonly release?: string | undefined;
  readonly stage: TextScope['stage'];
  /** Trust of the text's origin, where it had one. */
  readonly trust?: 'trusted' | 'untrusted' | undefined;
  readonly action: Decision['action'];
  readonly reason?: string | undefined;
  readonly findings: readonly Finding[];
  readonly rails: readonly RailRun[];
  /** Id of the policy that decided about findings. */
  readonly policy?: string | undefined;
}

/**
 * Keeps the records of decisions, in a ledger for instance. A decision waits for its record: where that fails, the text
 * is not released.
 */
export type GuardAudit = (record: GuardRecord) => void | Promise<void>;

/** Writes the record of a decision. @throws AiError `unavailable` when it could not be written */
export async function recordDecision(
  audit: GuardAudit,
  decision: GuardDecision,
  scope: TextScope,
  policy: string | undefined,
  clock: Clock,
): Promise<void> {
  try {
    await audit(recordOf(decision, scope, policy, clock));
  } catch (cause) {
    throw new AiError('unavailable', 'the audit record of a guard decision could not be written; mend options.audit', {
      isRetryable: true,
      cause,
    });
  }
}

function recordOf(
  decision: GuardDecision,
  { stage, context, origin }: TextScope,
  policy: string | undefined,
  clock: Clock,
): GuardRecord {
  const { findings, rails, action } = decision;
  return {
    kind: 'guard-decision',
    atMs: clock.epochMs(),
    ...callerOf(context),
    stage,
    ...(origin === undefined ? {} : { trust: origin.trust }),
    action,
    ...('reason' in decision ? { reason: decision.reason } : {}),
    findings,
    rails,
    ...(policy === undefined ? {} : { policy }),
  };
}

function callerOf(context: CallContext): Pick<GuardRecord, 'requestId' | 'tenant' | 'subject'> & Partial<GuardRecord> {
  const { requestId, principal, conversation, feature, release } = context;
  return {
    requestId,
    tenant: principal.tenant,
    subject: principal.subject,
    ...(conversation === undefined ? {} : { conversation }),
    ...(feature === undefined ? {} : { feature }),
    ...(release === undefined ? {} : { release }),
  };
}
