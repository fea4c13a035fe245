import { createServicePrincipal, type Origin } from '@org/ai-core';
import { createPolicyEngine, guardPolicy, openEngine, type FindingPolicy, type PolicyRule } from '@org/ai-policy';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { piiRail } from '../pii/pii.ts';
import type { GuardPolicy } from '../screen/mark.ts';
import type { Stage } from '../rail/rail.ts';
import { createGuard } from './guard.ts';
import type { GuardDecision } from './decision.ts';

// The two packages know nothing of each other: this is what holds their shapes together.
const shape: (policy: FindingPolicy) => GuardPolicy = (policy) => policy;

const text = 'Write to ada@example.com';
const staff = testContext({
  principal: createServicePrincipal({ tenant: 'acme', subject: 'desk', groups: ['staff'] }),
  feature: 'chat',
});

async function check(
  rules: readonly PolicyRule[],
  scope: { readonly stage?: Stage; readonly origin?: Origin; readonly riskTier?: string } = {},
): Promise<GuardDecision> {
  const { stage = 'output', origin, riskTier } = scope;
  const engine = await createPolicyEngine({ policies: { id: 'p', version: '1', rules } });
  const guard = createGuard({ rails: [piiRail()], policy: shape(guardPolicy(engine, { riskTier })) });
  return guard.check(text, { stage, context: staff, origin });
}

describe('a guard that decides by a policy engine', () => {
  it.each(['report', 'redact', 'require-approval', 'block'] as const)('does what the rule says: %s', async (effect) => {
    const { action } = await check([{ id: 'r', for: 'finding', when: { label: 'EMAIL_ADDRESS' }, effect }]);
    expect(action).toBe(effect === 'report' ? 'allow' : effect);
  });

  it('leaves to the rail what no rule is about', async () => {
    const { action } = await check([{ id: 'r', for: 'finding', when: { label: 'IBAN_CODE' }, effect: 'block' }]);
    expect(action).toBe('redact');
  });

  it('hands over rail, stage, score, origin, principal, feature and risk tier', async () => {
    const when = {
      rail: 'pii',
      stage: 'input',
      score: { atLeast: 0.1 },
      'origin.trust': 'untrusted',
      'principal.groups': 'staff',
      feature: 'chat',
      riskTier: 'high',
    } as const;
    const rules: readonly PolicyRule[] = [{ id: 'r', for: 'finding', when, effect: 'block' }];
    const origin: Origin = { trust: 'untrusted', sources: [] };
    expect((await check(rules, { stage: 'input', origin, riskTier: 'high' })).action).toBe('block');
    expect((await check(rules, { stage: 'input', origin, riskTier: 'low' })).action).toBe('redact');
    expect((await check(rules, { stage: 'input', riskTier: 'high' })).action).toBe('redact');
    expect((await check(rules, { stage: 'output', origin, riskTier: 'high' })).action).toBe('redact');
  });

  it('blocks when the engine cannot decide, also for a rail that fails open', async () => {
    const fails = (): never => {
      throw new Error(text);
    };
    const engine = openEngine({
      engine: 'broken',
      policy: { id: 'p', version: '1', digest: '' },
      authorize: fails,
      judge: fails,
    });
    const rails = [{ ...piiRail(), onError: 'open' as const }];
    const decision = await createGuard({ rails, policy: guardPolicy(engine) }).check(text, {
      stage: 'output',
      context: staff,
    });
    expect(decision.action).toBe('block');
    expect(JSON.stringify(decision)).not.toContain('ada@');
  });

  it('releases the same text whatever the chunks', async () => {
    const rules: readonly PolicyRule[] = [
      { id: 'r', for: 'finding', when: { label: 'EMAIL_ADDRESS' }, effect: 'block' },
    ];
    const engine = await createPolicyEngine({ policies: { id: 'p', version: '1', rules } });
    for (let at = 0; at <= text.length; at++) {
      const stream = createGuard({ rails: [piiRail()], policy: guardPolicy(engine) }).stream({
        stage: 'output',
        context: staff,
      });
      const released = [
        await stream.push(text.slice(0, at)),
        await stream.push(text.slice(at)),
        (await stream.end()).text,
      ];
      expect(released.join('')).toBe('Write to ');
    }
  });
});
