import type { CallContext, Principal } from '@org/ai-core';
import { isActionRequest } from '../engine/check-request.ts';
import type { ActionRequest, FindingRequest } from '../engine/facts.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import type { ActionEffect, FindingEffect } from '../policy/effect.ts';

/** An example that a policy is held to: a request, who makes it, and what must come of it. */
export interface PolicyTest {
  readonly name: string;
  readonly given: ActionRequest | FindingRequest;
  /** @defaultValue a user without groups of tenant `test` */
  readonly principal?: Partial<Principal> | undefined;
  /** @defaultValue nothing but the principal */
  readonly context?:
    Partial<Pick<CallContext, 'feature' | 'release' | 'purpose' | 'residency' | 'priority'>> | undefined;
  readonly expect: FindingEffect | ActionEffect | 'as-proposed';
  /** Ids of the rules that must decide. @defaultValue any */
  readonly rules?: readonly string[] | undefined;
}

/** A test that did not come out as it must. */
export interface PolicyTestFailure {
  readonly name: string;
  /** Place of the test in the list, from 0. */
  readonly index: number;
  readonly message: string;
}

/** Holds an engine to examples, and returns those that it fails. Leaves no audit record. */
export function runPolicyTests(engine: PolicyEngine, tests: readonly PolicyTest[]): readonly PolicyTestFailure[] {
  return tests.flatMap((test, index): PolicyTestFailure[] => {
    const message = failureOf(engine, test);
    return message === undefined ? [] : [{ name: test.name, index, message }];
  });
}

/** The context that a test describes. */
export function contextOfTest({ principal, context }: Pick<PolicyTest, 'principal' | 'context'>): CallContext {
  return { requestId: 'policy-test', ...context, principal: principalOf(principal) };
}

function principalOf({ actor, ...principal }: Partial<Principal> = {}): Principal {
  return {
    kind: 'user',
    tenant: 'test',
    subject: 'tester',
    groups: [],
    ...principal,
    ...(actor === undefined ? {} : { actor: principalOf(actor) }),
  };
}

function failureOf(engine: PolicyEngine, test: PolicyTest): string | undefined {
  const { effect, parties, fault } = engine.explain(test.given, contextOfTest(test));
  const found = isActionRequest(test.given) ? `the action comes to ${effect}` : `the finding comes to ${effect}`;
  if (fault !== undefined) return `the engine could not decide (${fault})`;
  const deciding = parties
    .filter((party) => party.effect === effect)
    .flatMap(({ matched }) => matched.filter((rule) => rule.isDeciding).map(({ rule }) => rule));
  const by = deciding.length === 0 ? 'by no rule' : `by ${[...new Set(deciding)].sort().join(', ')}`;
  if (effect !== test.expect) return `expected ${test.expect}, but ${found}, ${by}`;
  const missing = (test.rules ?? []).filter((rule) => !deciding.includes(rule));
  return missing.length === 0 ? undefined : `expected ${missing.join(', ')} to decide, but ${found}, ${by}`;
}
