import { AiError, systemClock, type AiErrorCode, type CallContext, type Clock, type Telemetry } from '@org/ai-core';
import { closedEffects, effects, type ActionEffect, type FindingEffect, type RuleKind } from '../policy/effect.ts';
import type { PolicyAuditRecord } from './audit.ts';
import { partiesOf, strictestOf } from './parties.ts';
import { checkRequest, isActionRequest } from './check-request.ts';
import type { Decider, RuleTrace, Verdict } from './decider.ts';
import type { Explanation, PartyExplanation } from './explanation.ts';
import { actionFacts, findingFacts, type ActionRequest, type FindingRequest } from './facts.ts';
import type { PolicyDecision, PolicyEngine } from './policy-engine.ts';
import { recordDecision } from './record-decision.ts';

/** What every engine can be given. */
export interface EngineOptions {
  /**
   * Takes a record of every decision before it is given out. When it throws, the decision is a fault: nothing goes ahead unrecorded.
   * @defaultValue none
   */
  readonly audit?: ((record: PolicyAuditRecord) => void) | undefined;
  /** Gets one `policy` operation per decision. @defaultValue none */
  readonly telemetry?: Telemetry | undefined;
  /**
   * A decision that took longer is a fault. It is noticed when it is there: an engine in this thread cannot be interrupted.
   * @defaultValue none
   */
  readonly timeoutMs?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

interface Decided<Effect extends string> {
  readonly effect: Effect;
  readonly rules: readonly string[];
}

/**
 * Makes an engine of a decider: requests are checked, actors need the permission too, and whatever goes wrong is the
 * closed decision with its fault.
 */
export function openEngine(decider: Decider, options: EngineOptions = {}): PolicyEngine {
  const { audit, telemetry, timeoutMs, clock = systemClock } = options;
  const { policy } = decider;

  const authorizeAll = (request: ActionRequest, context: CallContext): Decided<ActionEffect> => {
    const [own, ...others] = partiesOf(context).map((principal) =>
      permission(decider.authorize(actionFacts(request, context, principal))),
    );
    return others.reduce(strictestOf, own ?? denied);
  };

  const judgeOne = (request: FindingRequest, context: CallContext): Decided<FindingEffect | 'as-proposed'> =>
    meaning(decider.judge(findingFacts(request, context)));

  const decide = <Effect extends string>(
    kind: RuleKind,
    closed: Effect,
    request: ActionRequest | FindingRequest,
    context: CallContext,
    work: () => Decided<Effect>,
  ): PolicyDecision<Effect> => {
    let decision: PolicyDecision<Effect>;
    try {
      checkRequest(kind, request, context);
      const startedMs = timeoutMs === undefined ? 0 : clock.monotonicMs();
      const { effect, rules } = work();
      if (timeoutMs !== undefined && clock.monotonicMs() - startedMs > timeoutMs)
        throw new AiError('timeout', 'the policy engine took longer than its timeoutMs');
      decision = { effect, rules, policy };
    } catch (error) {
      decision = { effect: closed, rules: [], policy, fault: faultOf(error) };
    }
    if (audit === undefined && telemetry === undefined) return decision;
    return recordDecision({
      decision,
      closed,
      kind,
      request,
      context,
      engine: decider.engine,
      audit,
      telemetry,
      clock,
    });
  };

  return {
    policy,
    authorize: (request, context) =>
      decide<ActionEffect>('action', closedEffects.action, request, context, () => authorizeAll(request, context)),
    judge: (request, context) =>
      decide<FindingEffect | 'as-proposed'>('finding', closedEffects.finding, request, context, () =>
        judgeOne(request, context),
      ),
    explain(request, context): Explanation {
      const kind: RuleKind = isActionRequest(request) ? 'action' : 'finding';
      try {
        checkRequest(kind, request, context);
        const parties = isActionRequest(request)
          ? partiesOf(context).map((principal, order) => {
              const facts = actionFacts(request, context, principal);
              const decided = permission(decider.authorize(facts));
              return explained(order, decided, decider.traceAction?.(facts));
            })
          : [explained(0, judgeOne(request, context), decider.traceFinding?.(findingFacts(request, context)))];
        const effect = parties.map((party) => party.effect).reduce(stricter);
        return { kind, effect, policy, parties };
      } catch (error) {
        return { kind, effect: closedEffects[kind], policy, parties: [], fault: faultOf(error) };
      }
    },
  };
}

const denied: Decided<ActionEffect> = { effect: 'deny', rules: [] };

function permission(verdict: Verdict<ActionEffect>): Decided<ActionEffect> {
  checkVerdict(verdict, effects.action);
  return verdict.effect === undefined ? denied : { effect: verdict.effect, rules: verdict.rules };
}

function meaning(verdict: Verdict<FindingEffect>): Decided<FindingEffect | 'as-proposed'> {
  checkVerdict(verdict, effects.finding);
  return { effect: verdict.effect ?? 'as-proposed', rules: verdict.rules };
}

function checkVerdict(verdict: Verdict<string>, known: readonly string[]): void {
  const { effect, rules } = verdict;
  const isSound =
    (effect === undefined || known.includes(effect)) &&
    Array.isArray(rules) &&
    rules.every((rule) => typeof rule === 'string');
  if (!isSound) throw new AiError('protocol', 'the policy engine gave an effect or rules that are none');
}

type AnyEffect = PartyExplanation['effect'];

function stricter(one: AnyEffect, other: AnyEffect): AnyEffect {
  const order: readonly AnyEffect[] = effects.action;
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

function explained(order: number, decided: Decided<AnyEffect>, trace: RuleTrace | undefined): PartyExplanation {
  const matched = decided.rules.map((rule) => ({ rule, effect: decided.effect, isDeciding: true, unchecked: [] }));
  return {
    party: order === 0 ? 'caller' : 'actor',
    effect: decided.effect,
    ...(trace ?? { matched, near: [] }),
  };
}

/** A fault by its code alone: what an engine throws may hold what it was given. */
function faultOf(error: unknown): AiErrorCode {
  return AiError.is(error) ? error.code : 'internal';
}
