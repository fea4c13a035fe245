import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readers, type Facts } from '../src/condition/read-field.ts';
import { createPolicyEngine } from '../src/engine/create-policy-engine.ts';
import type { PolicyEngine } from '../src/engine/policy-engine.ts';
import { actionFacts, findingFacts } from '../src/engine/facts.ts';
import { partiesOf } from '../src/engine/parties.ts';
import { fields } from '../src/policy/field.ts';
import type { PolicyRule, PolicySet } from '../src/policy/policy.ts';
import { randomAction, randomContext, randomFinding, randomPolicies } from './random-policies.ts';

const runs = process.env['AI_LONG'] === '1' ? 5_000 : 400;

/** Shuffles by a list of numbers, so that a failing order can be shown again. */
const shuffled = fc
  .tuple(randomPolicies, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }))
  .map(([policies, keys]) => ({
    policies,
    other: {
      ...policies,
      rules: policies.rules
        .map((rule, index) => ({ rule, key: keys[index] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ rule }) => rule),
    },
  }));

const withoutDigest = ({
  policy: _,
  ...decision
}: ReturnType<PolicyEngine['authorize'] | PolicyEngine['judge']>): object => decision;

describe('decisions by rules', () => {
  it('do not depend on the order of the rules', async () => {
    await fc.assert(
      fc.asyncProperty(
        shuffled,
        randomContext,
        randomAction,
        randomFinding,
        async ({ policies, other }, context, action, finding) => {
          const [one, two] = [await createPolicyEngine({ policies }), await createPolicyEngine({ policies: other })];
          expect(withoutDigest(two.authorize(action, context))).toEqual(withoutDigest(one.authorize(action, context)));
          expect(withoutDigest(two.judge(finding, context))).toEqual(withoutDigest(one.judge(finding, context)));
          expect(two.explain(action, context).parties).toEqual(one.explain(action, context).parties);
        },
      ),
      { numRuns: runs },
    );
  });

  it('are those of a plain reading of the rules, one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomPolicies,
        randomContext,
        randomAction,
        randomFinding,
        async (policies, context, action, finding) => {
          const engine = await createPolicyEngine({ policies });
          const parties = partiesOf(context).map((principal) =>
            plainAction(policies, actionFacts(action, context, principal)),
          );
          expect(engine.authorize(action, context).effect).toBe(
            strictestOf(parties, ['allow', 'require-approval', 'deny']),
          );
          expect(engine.judge(finding, context).effect).toBe(plainFinding(policies, findingFacts(finding, context)));
        },
      ),
      { numRuns: runs },
    );
  });
});

// The language read the slow way: no index, no compiling, no shared code but the field readers.

type Reading = 'yes' | 'no' | 'unknown';

function plainAction(policies: PolicySet, facts: Facts): string {
  const readings = policies.rules
    .filter((rule) => rule.for === 'action')
    .map((rule) => ({ rule, reading: read(rule, facts) }));
  const has = (effect: string, ...accepted: readonly Reading[]): boolean =>
    readings.some(({ rule, reading }) => rule.effect === effect && accepted.includes(reading));
  if (has('deny', 'yes', 'unknown')) return 'deny';
  if (has('require-approval', 'yes')) return 'require-approval';
  if (!has('allow', 'yes')) return 'deny';
  return has('require-approval', 'unknown') ? 'require-approval' : 'allow';
}

function plainFinding(policies: PolicySet, facts: Facts): string {
  const matching = policies.rules.filter((rule) => rule.for === 'finding' && read(rule, facts) === 'yes');
  return strictestOf(
    ['as-proposed', ...matching.map(({ effect }) => effect)],
    ['as-proposed', 'report', 'redact', 'require-approval', 'block'],
  );
}

function strictestOf(effects: readonly string[], order: readonly string[]): string {
  return order[Math.max(...effects.map((effect) => order.indexOf(effect)))] ?? '';
}

function read(rule: PolicyRule, facts: Facts): Reading {
  return rule.when === undefined ? 'yes' : readAll(rule.when as Readonly<Record<string, unknown>>, facts);
}

function readAll(conditions: Readonly<Record<string, unknown>>, facts: Facts): Reading {
  return every(
    Object.entries(conditions).map(([key, value]): Reading => {
      const inner = (one: unknown): Reading => readAll(one as Readonly<Record<string, unknown>>, facts);
      if (key === 'all') return every((value as readonly unknown[]).map(inner));
      if (key === 'any') return some((value as readonly unknown[]).map(inner));
      if (key === 'not') return negated(inner(value));
      const found = readers[key]?.(facts);
      if (key === 'attributes') {
        const { amount } = value as { readonly amount: unknown };
        return readTest((found as Readonly<Record<string, unknown>>)['amount'], amount);
      }
      if (fields[key]?.type === 'strings')
        return some((found as readonly unknown[]).map((entry) => readTest(entry, value)));
      return readTest(found, value);
    }),
  );
}

function every(readings: readonly Reading[]): Reading {
  return readings.includes('no') ? 'no' : readings.includes('unknown') ? 'unknown' : 'yes';
}

function some(readings: readonly Reading[]): Reading {
  return readings.includes('yes') ? 'yes' : readings.includes('unknown') ? 'unknown' : 'no';
}

function negated(reading: Reading): Reading {
  return reading === 'unknown' ? 'unknown' : reading === 'yes' ? 'no' : 'yes';
}

function readTest(value: unknown, test: unknown): Reading {
  const isThere = value !== undefined && value !== null;
  if (Array.isArray(test)) return some(test.map((one) => readTest(value, one)));
  if (typeof test !== 'object' || test === null) {
    if (value === test) return 'yes';
    return isThere && typeof value !== typeof test ? 'unknown' : 'no';
  }
  const { startsWith, atLeast, below } = test as { startsWith?: string; atLeast?: number; below?: number };
  if (startsWith !== undefined)
    return typeof value === 'string' ? (value.startsWith(startsWith) ? 'yes' : 'no') : isThere ? 'unknown' : 'no';
  if (typeof value !== 'number') return 'unknown';
  return (atLeast === undefined || value >= atLeast) && (below === undefined || value < below) ? 'yes' : 'no';
}
