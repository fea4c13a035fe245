import type { CallContext, Clock, Telemetry } from '@org/ai-core';
import type { RuleKind } from '../policy/effect.ts';
import type { PolicyAuditRecord } from './audit.ts';
import type { ActionRequest, FindingRequest } from './facts.ts';
import type { PolicyDecision } from './policy-engine.ts';
import { partiesOf } from './parties.ts';

interface Recording<Effect extends string> {
  readonly decision: PolicyDecision<Effect>;
  readonly closed: Effect;
  readonly kind: RuleKind;
  readonly request: ActionRequest | FindingRequest;
  readonly context: CallContext;
  readonly engine: string;
  readonly audit: ((record: PolicyAuditRecord) => void) | undefined;
  readonly telemetry: Telemetry | undefined;
  readonly clock: Clock;
}

/** Writes a decision down, and returns what stands: the closed decision, when it could not be written. */
export function recordDecision<Effect extends string>(recording: Recording<Effect>): PolicyDecision<Effect> {
  const { closed, audit, telemetry, context } = recording;
  let { decision } = recording;
  try {
    audit?.(auditRecord(recording));
  } catch {
    decision = { effect: closed, rules: [], policy: decision.policy, fault: 'internal' };
  }
  try {
    telemetry?.start('policy', attributesOf(recording, decision), context).end();
  } catch {
    // Losing a span changes no decision.
  }
  return decision;
}

function auditRecord(recording: Recording<string>): PolicyAuditRecord {
  const { decision, kind, request, context, engine, clock } = recording;
  const [caller, ...actors] = partiesOf(context);
  const { effect, rules, policy, fault } = decision;
  return {
    kind,
    epochMs: clock.epochMs(),
    requestId: context.requestId,
    tenant: caller?.tenant ?? '',
    subject: caller?.subject ?? '',
    actors: actors.map((actor) => actor.subject),
    effect,
    rules,
    engine,
    policy,
    ...(fault === undefined ? {} : { fault }),
    about: aboutOf(kind, request),
  };
}

function aboutOf(kind: RuleKind, request: ActionRequest | FindingRequest): Readonly<Record<string, string>> {
  if (kind === 'action') {
    const { action, resource } = request as ActionRequest;
    return { action, resourceType: resource.type, resourceId: resource.id };
  }
  const { rail, rule, label, stage } = request as FindingRequest;
  return { rail, rule, label, stage };
}

function attributesOf(
  { kind, engine, request }: Recording<string>,
  decision: PolicyDecision<string>,
): Readonly<Record<string, string | readonly string[] | undefined>> {
  const about = aboutOf(kind, request);
  return {
    'ai.policy.kind': kind,
    'ai.policy.engine': engine,
    'ai.policy.id': decision.policy.id,
    'ai.policy.version': decision.policy.version,
    'ai.policy.digest': decision.policy.digest,
    'ai.policy.effect': decision.effect,
    'ai.policy.rules': decision.rules,
    'ai.policy.fault': decision.fault,
    'ai.policy.action': about['action'],
    'ai.policy.label': about['label'],
    'ai.policy.stage': about['stage'],
  };
}
