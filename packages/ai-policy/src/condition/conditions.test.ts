import type { JsonValue, Principal } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createPolicyEngine } from '../engine/create-policy-engine.ts';
import type { ActionRequest } from '../engine/facts.ts';
import type { ActionConditions, Test } from '../policy/policy.ts';

const principal: Principal = {
  kind: 'user',
  tenant: 'acme',
  subject: 'ada',
  groups: ['engineering', 'staff'],
  attributes: { region: 'eu' },
};

async function outcomes(when: ActionConditions, request: Partial<ActionRequest> = {}): Promise<string> {
  const context = testContext({ principal, feature: 'chat' });
  const whole: ActionRequest = { action: 'read', resource: { type: 'document', id: 'reports/1' }, ...request };
  const effectOf = async (effect: 'allow' | 'deny'): Promise<string> => {
    const rules = [
      { id: 'rule', for: 'action' as const, when, effect },
      { id: 'else', for: 'action' as const, effect: 'allow' as const },
    ];
    const engine = await createPolicyEngine({ policies: { id: 'p', version: '1', rules } });
    const decision = engine.authorize(whole, context);
    expect(decision.fault).toBeUndefined();
    return decision.rules.includes('rule') ? 'matches' : 'does not';
  };
  const [permits, restricts] = [await effectOf('allow'), await effectOf('deny')];
  return permits === restricts ? permits : `permits: ${permits}, restricts: ${restricts}`;
}

const unchecked = 'permits: does not, restricts: matches';

describe('conditions', () => {
  it.each<[ActionConditions, string]>([
    [{ action: 'read' }, 'matches'],
    [{ action: 'write' }, 'does not'],
    [{ action: ['write', 'read'] }, 'matches'],
    [{ action: { in: ['write'] } }, 'does not'],
    [{ action: { startsWith: 're' } }, 'matches'],
    [{ action: { startsWith: 'ead' } }, 'does not'],
    [{ 'resource.id': { startsWith: 'reports/' }, action: 'read' }, 'matches'],
    [{ 'resource.id': { startsWith: 'reports/' }, action: 'write' }, 'does not'],
    [{ 'resource.owner': { exists: false } }, 'matches'],
    [{ 'resource.owner': { exists: true } }, 'does not'],
    [{ 'principal.groups': 'staff' }, 'matches'],
    [{ 'principal.groups': ['sales', 'staff'] }, 'matches'],
    [{ 'principal.groups': 'sta' }, 'does not'],
    [{ 'principal.groups': { startsWith: 'sta' } }, 'matches'],
    [{ 'principal.groups': { exists: true } }, 'matches'],
    [{ labels: { exists: true } }, 'does not'],
    [{ 'principal.attributes': { region: 'eu' } }, 'matches'],
    [{ 'principal.attributes': { region: ['us', 'uk'] } }, 'does not'],
    [{ 'principal.attributes': { constructor: { exists: true } } }, 'does not'],
    [{ 'actor.subject': { exists: true } }, 'does not'],
    [{ feature: 'chat' }, 'matches'],
    [{ release: 'canary' }, 'does not'],
    [{ not: { release: 'canary' } }, 'matches'],
    [{ not: { action: 'read', feature: 'mail' } }, 'matches'],
    [{ any: [{ action: 'write' }, { feature: 'chat' }] }, 'matches'],
    [{ any: [{ action: 'write' }, { feature: 'mail' }] }, 'does not'],
    [{ all: [{ action: 'read' }, { not: { any: [{ feature: 'mail' }] } }] }, 'matches'],
  ])('%j %s', async (when, expected) => {
    expect(await outcomes(when)).toBe(expected);
  });

  it.each<[JsonValue | undefined, Test, string]>([
    [500, { above: 500 }, 'does not'],
    [500, { atLeast: 500 }, 'matches'],
    [500, { below: 500 }, 'does not'],
    [500, { atMost: 500 }, 'matches'],
    [500, { above: 1, below: 501 }, 'matches'],
    [500, { above: 1, below: 500 }, 'does not'],
    [undefined, { above: 500 }, unchecked],
    ['501', { above: 500 }, unchecked],
    [[501], { above: 500 }, unchecked],
    [null, { above: 500 }, unchecked],
    ['3', 3, unchecked],
    [3, 3, 'matches'],
    ['3', [1, 2], unchecked],
    ['3', [1, '2'], 'does not'],
    [true, true, 'matches'],
    [undefined, 3, 'does not'],
    [null, 3, 'does not'],
    [['/etc'], { startsWith: '/etc' }, unchecked],
    ['/etc/passwd', { startsWith: '/etc' }, 'matches'],
    [{ a: 1 }, { exists: true }, 'matches'],
    [null, { exists: true }, 'does not'],
    ['acme', { sameAs: 'principal.tenant' }, 'matches'],
    ['other', { sameAs: 'principal.tenant' }, 'does not'],
    [undefined, { sameAs: 'principal.tenant' }, 'does not'],
    [['acme'], { sameAs: 'principal.tenant' }, unchecked],
  ])('an attribute of %j, tested for %j: %s', async (value, test, expected) => {
    const attributes = value === undefined ? {} : { x: value };
    expect(await outcomes({ attributes: { x: test } }, { attributes })).toBe(expected);
  });

  it('keeps what cannot be checked so under not, and lets one alternative that holds suffice', async () => {
    expect(await outcomes({ not: { attributes: { x: { above: 1 } } } })).toBe(unchecked);
    expect(await outcomes({ any: [{ attributes: { x: { above: 1 } } }, { action: 'read' }] })).toBe('matches');
    expect(await outcomes({ attributes: { x: { above: 1 } }, action: 'write' })).toBe('does not');
  });

  it('does not take a need for approval that cannot be checked for a permission', async () => {
    const ask = {
      id: 'ask',
      for: 'action',
      when: { attributes: { x: { above: 1 } } },
      effect: 'require-approval',
    } as const;
    const allow = { id: 'allow', for: 'action', effect: 'allow' } as const;
    const request = { action: 'read', resource: { type: 'document', id: '1' } };
    const alone = await createPolicyEngine({ policies: { id: 'p', version: '1', rules: [ask] } });
    expect(alone.authorize(request, testContext())).toMatchObject({ effect: 'deny', rules: [] });
    const both = await createPolicyEngine({ policies: { id: 'p', version: '1', rules: [ask, allow] } });
    expect(both.authorize(request, testContext())).toMatchObject({ effect: 'require-approval', rules: ['ask'] });
    expect(both.authorize({ ...request, attributes: { x: 1 } }, testContext()).effect).toBe('allow');
  });

  it('sees the actor of a principal', async () => {
    const rules = [
      { id: 'all', for: 'action', effect: 'allow' },
      { id: 'no-robots', for: 'action', when: { 'actor.kind': 'service', 'actor.groups': 'robots' }, effect: 'deny' },
    ] as const;
    const engine = await createPolicyEngine({ policies: { id: 'p', version: '1', rules } });
    const actor: Principal = { ...principal, kind: 'service', subject: 'robot', groups: ['robots'] };
    const request = { action: 'read', resource: { type: 'document', id: '1' } };
    expect(engine.authorize(request, testContext({ principal })).effect).toBe('allow');
    expect(engine.authorize(request, testContext({ principal: { ...principal, actor } })).rules).toEqual(['no-robots']);
  });
});
