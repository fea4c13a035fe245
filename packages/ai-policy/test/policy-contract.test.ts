import { describe, expect, it } from 'vitest';
import { openEngine } from '../src/engine/open-engine.ts';
import type { Verdict } from '../src/engine/decider.ts';
import type { PolicyEngine } from '../src/engine/policy-engine.ts';
import { indexRules, type CompiledRule } from '../src/engine/rule-index.ts';
import type { Facts } from '../src/condition/read-field.ts';
import { YES } from '../src/condition/truth.ts';
import { effects, type RuleKind } from '../src/policy/effect.ts';
import { contractPolicies } from '../src/testing/contract-policies.ts';
import { policyContract, type PolicySubject } from '../src/testing/policy-contract.ts';
import { contractEngines } from './contract-engines.ts';

describe.each(Object.entries(contractEngines))('the contract of policy engines, kept by %s', (_, subject) => {
  for (const { name, run } of policyContract) it(name, () => run(subject));
});

const sound = contractEngines['rules']!;
const policy = { id: 'contract', version: '1', digest: `sha256:${'0'.repeat(64)}` };

type Choose = (matching: readonly CompiledRule[], kind: RuleKind) => Verdict<never>;

/** An engine that chooses among the matching rules in a way of its own. */
function choosing(choose: Choose, rules = contractPolicies.rules): PolicySubject {
  const decider = (kind: RuleKind) => {
    const index = indexRules({ ...contractPolicies, rules }, kind);
    return (facts: Facts) =>
      choose(
        index.rules.filter((rule) => rule.check(facts) === YES),
        kind,
      );
  };
  return {
    ...sound,
    open: async (options) =>
      openEngine({ engine: 'mutant', policy, authorize: decider('action'), judge: decider('finding') }, options),
  };
}

const strictest: Choose = (matching, kind) => {
  const effect = [...effects[kind]].reverse().find((one) => matching.some((rule) => rule.effect === one));
  const rules = matching.filter((rule) => rule.effect === effect).map(({ id }) => id);
  return { effect: effect as never, rules: rules.sort() };
};

function around(change: (engine: PolicyEngine) => Partial<PolicyEngine>): PolicySubject {
  const wrap =
    (open: PolicySubject['open']): PolicySubject['open'] =>
    async (options) => {
      const engine = await open(options);
      return { ...engine, ...change(engine) };
    };
  return { open: wrap(sound.open), openBroken: wrap(sound.openBroken) };
}

const mutants: Readonly<Record<string, PolicySubject>> = {
  'ignores denials': choosing((matching, kind) =>
    strictest(
      matching.filter(({ effect }) => effect !== 'deny' && effect !== 'block'),
      kind,
    ),
  ),
  'lets the first rule win': choosing(([first]) =>
    first === undefined ? { effect: undefined, rules: [] } : { effect: first.effect as never, rules: [first.id] },
  ),
  'lets the last rule win': choosing((matching) => {
    const last = matching.at(-1);
    return last === undefined ? { effect: undefined, rules: [] } : { effect: last.effect as never, rules: [last.id] };
  }),
  'lets the mildest rule win': choosing((matching, kind) => {
    const effect = effects[kind].find((one) => matching.some((rule) => rule.effect === one));
    return { effect: effect as never, rules: matching.filter((rule) => rule.effect === effect).map(({ id }) => id) };
  }),
  'allows by default': choosing((matching, kind) =>
    matching.length === 0 && kind === 'action' ? { effect: 'allow' as never, rules: [] } : strictest(matching, kind),
  ),
  'blocks by default': choosing((matching, kind) =>
    matching.length === 0 && kind === 'finding' ? { effect: 'block' as never, rules: [] } : strictest(matching, kind),
  ),
  'takes an approval for a permission': choosing((matching, kind) => {
    const verdict = strictest(matching, kind);
    return String(verdict.effect) === 'require-approval' ? { ...verdict, effect: 'allow' as never } : verdict;
  }),
  'forgets the actor': around((engine) => ({
    authorize: (request, context) => {
      const { actor: _, ...principal } = context.principal;
      return engine.authorize(request, { ...context, principal });
    },
  })),
  'asks the actor alone': around((engine) => ({
    authorize: (request, context) =>
      engine.authorize(request, { ...context, principal: context.principal.actor ?? context.principal }),
  })),
  'fails open': around((engine) => ({
    authorize: (request, context) => {
      const decision = engine.authorize(request, context);
      return decision.fault === undefined ? decision : { ...decision, effect: 'allow' };
    },
  })),
  'keeps faults to itself': around((engine) => ({
    judge: (request, context) => {
      const { fault: _, ...decision } = engine.judge(request, context);
      return decision;
    },
  })),
  'decides without a record': {
    ...sound,
    open: ({ audit: _, ...options }) => sound.open(options),
  },
  'goes on when the record fails': {
    ...sound,
    open: ({ audit, ...options }) =>
      sound.open({
        ...options,
        audit: (record) => {
          try {
            audit?.(record);
          } catch {
            // lost
          }
        },
      }),
  },
  'names another policy': around((engine) => ({
    authorize: (request, context) => ({
      ...engine.authorize(request, context),
      policy: { ...engine.policy, digest: `sha256:${'0'.repeat(64)}` },
    }),
  })),
  'explains something else': around((engine) => ({
    explain: (request, context) => ({ ...engine.explain(request, context), parties: [] }),
  })),
};

describe('a faulty engine fails the contract when it', () => {
  it.each(Object.entries(mutants))('%s', async (_, subject) => {
    const all = async (): Promise<void> => {
      for (const { run } of policyContract) await run(subject);
    };
    await expect(all()).rejects.toMatchObject({ code: 'integrity' });
  });
});
