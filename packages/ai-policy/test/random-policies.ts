import fc from 'fast-check';
import type { CallContext, Principal } from '@org/ai-core';
import type { ActionRequest, FindingRequest } from '../src/engine/facts.ts';
import type { PolicySet } from '../src/policy/policy.ts';

const labels = ['A', 'B', 'C'];
const stages = ['input', 'output'];
const groups = ['g1', 'g2', 'g3'];
const actions = ['read', 'write', 'send'];
const numbers = [1, 2, 3];

const one = (values: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }),
    fc.constantFrom(...values).map((value) => ({ startsWith: value.slice(0, 1) })),
  );

const amount = fc.oneof(
  fc.constantFrom(...numbers),
  fc.constantFrom(...numbers).map((value) => ({ atLeast: value })),
  fc.constantFrom(...numbers).map((value) => ({ below: value })),
);

function conditions(leaf: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  const leaves = fc.record(leaf, { requiredKeys: [] }).filter((record) => Object.keys(record).length > 0);
  return fc.letrec<{ node: object }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 2 },
      leaves,
      fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie('node') }),
      fc.tuple(leaves, tie('node')).map(([own, inner]) => ({ ...own, not: inner })),
    ),
  })).node;
}

const shared = { 'principal.groups': one(groups), feature: one(['chat', 'mail']) };
const findingRule = fc.record(
  {
    for: fc.constant('finding'),
    when: conditions({
      ...shared,
      label: one(labels),
      stage: fc.constantFrom(...stages),
      score: fc.constant({ atLeast: 0.5 }),
    }),
    effect: fc.constantFrom('report', 'redact', 'require-approval', 'block'),
  },
  { requiredKeys: ['for', 'effect'] },
);
const actionRule = fc.record(
  {
    for: fc.constant('action'),
    when: conditions({
      ...shared,
      action: one(actions),
      'resource.type': one(['tool', 'page']),
      labels: one(['untrusted', 'secret']),
      attributes: fc.record({ amount }),
    }),
    effect: fc.constantFrom('allow', 'require-approval', 'deny'),
  },
  { requiredKeys: ['for', 'effect'] },
);

/** Policy sets of up to a dozen rules about few values, so that many of them match. */
export const randomPolicies: fc.Arbitrary<PolicySet> = fc
  .array(fc.oneof(findingRule, actionRule), { maxLength: 12 })
  .map((rules) => ({
    id: 'random',
    version: '1',
    rules: rules.map((rule, index) => ({ id: `rule-${index}`, ...rule })),
  }));

const principal: fc.Arbitrary<Principal> = fc.record({
  kind: fc.constant('user' as const),
  tenant: fc.constant('acme'),
  subject: fc.constantFrom('ada', 'bob'),
  groups: fc.uniqueArray(fc.constantFrom(...groups)),
});

/** Contexts of few groups and features, sometimes with an actor. */
export const randomContext: fc.Arbitrary<CallContext> = fc
  .record({ principal, actor: principal, feature: fc.constantFrom('chat', 'mail') }, { requiredKeys: ['principal'] })
  .map(({ principal: caller, actor, ...rest }) => ({
    requestId: 'random',
    ...rest,
    principal: actor === undefined ? caller : { ...caller, actor },
  }));

/** Requests about actions; the amount is missing or of another type now and then. */
export const randomAction: fc.Arbitrary<ActionRequest> = fc.record(
  {
    action: fc.constantFrom(...actions),
    resource: fc.record({ type: fc.constantFrom('tool', 'page'), id: fc.constantFrom('x', 'y') }),
    labels: fc.uniqueArray(fc.constantFrom('untrusted', 'secret', 'other')),
    attributes: fc.oneof(fc.constant({}), fc.record({ amount: fc.constantFrom(...numbers, '2', null) })),
  },
  { requiredKeys: ['action', 'resource'] },
);

/** Requests about findings. */
export const randomFinding: fc.Arbitrary<FindingRequest> = fc.record({
  rail: fc.constant('rail'),
  rule: fc.constant('rule'),
  label: fc.constantFrom(...labels),
  stage: fc.constantFrom(...stages),
  score: fc.constantFrom(0.25, 0.5, 1),
});
