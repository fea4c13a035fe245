import type { JsonValue, Principal } from '@org/ai-core';
import { createFakePrincipal, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import type { ActionRequest } from '../engine/facts.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import { createCedarEngine } from './cedar.ts';

const open = (policies: string, schema?: string): Promise<PolicyEngine> =>
  createCedarEngine({ id: 'c', version: '1', policies, schema });

const request: ActionRequest = { action: 'read', resource: { type: 'page', id: 'p1', tenant: 'acme', owner: 'ada' } };
const ada = createFakePrincipal({ tenant: 'acme', subject: 'ada', groups: ['staff'], attributes: { region: 'eu' } });

async function effect(when: string, more: Partial<ActionRequest> = {}, principal: Principal = ada): Promise<string> {
  const engine = await open(`@id("r") permit(principal, action, resource) when { ${when} };`);
  const context = testContext({ principal, feature: 'chat' });
  const decision = engine.authorize({ ...request, ...more }, context);
  return decision.fault ?? decision.effect;
}

describe('what Cedar policies see of a request', () => {
  it.each([
    'principal == User::"acme:ada"',
    'principal in Group::"staff"',
    'principal in Tenant::"acme"',
    'principal.groups.contains("staff") && principal.kind == "user"',
    'principal.attributes.region == "eu"',
    'principal.attributes has region',
    'resource.tenant == principal.tenant && resource.owner == principal.subject',
    'resource == page::"p1" && resource is page && resource.type == "page"',
    'context.feature == "chat" && !(context has release)',
    'action == Action::"read"',
    'context.labels.contains("secret")',
    'context.attributes.amount > 4 && context.attributes has note',
    'context.attributes.rate.greaterThan(decimal("0.4"))',
    'context.attributes.deep.list.contains(2)',
    '!(context.attributes has gone)',
    '[principal.subject] == ["ada"]',
    'context == {"feature":"chat","labels":["secret"],"attributes":{"amount":5,"note":"n","rate":decimal("0.5"),"deep":{"list":[1,2]}}}',
    '{"a": context}.a.feature == "chat"',
    '(if true then context else context).feature == "chat"',
  ])('%s', async (when) => {
    const attributes: Record<string, JsonValue> = {
      amount: 5,
      note: 'n',
      rate: 0.5,
      deep: { list: [1, 2] },
      gone: null,
    };
    expect(await effect(when, { labels: ['secret'], attributes })).toBe('allow');
  });

  it('is what the actor is, seen from the caller and by itself', async () => {
    const actor = createFakePrincipal({ kind: 'service', tenant: 'acme', subject: 'bot', groups: ['bots'] });
    const both = 'principal is Service || (principal has actor && principal.actor.groups.contains("bots"))';
    expect(await effect(both, {}, { ...ada, actor })).toBe('allow');
    expect(await effect('principal is User', {}, { ...ada, actor })).toBe('deny');
  });

  it.each<[string, Record<string, JsonValue>]>([
    ['names of entities', { x: { __entity: { type: 'Group', id: 'admins' } } }],
    ['calls of functions', { x: [{ __extn: { fn: 'decimal', arg: '1.0' } }] }],
    ['numbers that it would round', { x: 500.000_01 }],
    ['numbers that are too large', { x: 1e300 }],
  ])('is never %s from attributes: the decision is closed', async (_, attributes) => {
    expect(await effect('context.attributes has x', { attributes })).toBe('invalid-input');
  });

  it('is nothing that Cedar cannot name', async () => {
    expect(await effect('true', { resource: { type: 'no such type', id: 'x' } })).toBe('protocol');
  });
});

describe('a Cedar engine', () => {
  it('denies when a policy that restricts cannot be evaluated, and passes over a permit that cannot', async () => {
    const permit = '@id("p") permit(principal, action, resource);';
    const lost = await open(
      `${permit} @id("f") forbid(principal, action, resource) when { context.attributes.amount > 5 };`,
    );
    expect(lost.authorize(request, testContext())).toMatchObject({ effect: 'deny', fault: 'protocol' });
    const asks = await open(
      `${permit} @effect("require-approval") permit(principal, action, resource) when { context.attributes.amount > 5 };`,
    );
    expect(asks.authorize(request, testContext())).toMatchObject({ effect: 'deny', fault: 'protocol' });
    const passed = await open(`${permit} permit(principal, action, resource) when { context.attributes.amount > 5 };`);
    expect(passed.authorize(request, testContext())).toMatchObject({ effect: 'allow', rules: ['p'] });
  });

  it('does not take a permit about actions for one about findings', async () => {
    const engine = await open('permit(principal, action, resource);');
    const finding = { rail: 'pii', rule: 'r', label: 'L', score: 0.5, stage: 'output' };
    expect(engine.judge(finding, testContext()).effect).toBe('as-proposed');
    const scored = await open(
      '@effect("block") permit(principal, action, resource) when { context has score && context.score.greaterThanOrEqual(decimal("0.5")) };',
    );
    expect(scored.judge(finding, testContext()).effect).toBe('block');
    expect(scored.judge({ ...finding, score: 0.4 }, testContext()).effect).toBe('as-proposed');
    expect(scored.authorize(request, testContext()).effect).toBe('deny');
  });

  it.each([
    ['permit(', 'not sound'],
    [
      '@id("a") permit(principal, action, resource); @id("a") forbid(principal, action, resource);',
      'two Cedar policies',
    ],
    ['@effect("blok") permit(principal, action, resource);', 'did you mean "block"?'],
    ['@effect("report") forbid(principal, action, resource);', 'remove @effect'],
    ['permit(principal == ?principal, action, resource);', 'templates'],
  ])('refuses %s', async (policies, message) => {
    await expect(open(policies)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
  });

  it('holds policies against a schema', async () => {
    const schema =
      'entity User { subject: String }; entity page; action read appliesTo { principal: User, resource: page };';
    await expect(
      open('permit(principal, action, resource) when { principal.subjct == "ada" };', schema),
    ).rejects.toThrow('subjct');
    await expect(
      open('permit(principal, action, resource) when { principal.subject == "ada" };', schema),
    ).resolves.toBeDefined();
  });

  it('decides the same in sets of policies for each action as in one set for all', async () => {
    const some = ['a', 'b', 'c'].map(
      (name) => `@id("${name}") permit(principal, action == Action::"${name}", resource);`,
    );
    const general = [
      '@id("in") permit(principal, action in [Action::"a", Action::"d"], resource);',
      '@id("no") forbid(principal, action, resource) when { context.labels.contains("untrusted") };',
      '@id("not-b") forbid(principal, action, resource) when { action == Action::"b" };',
    ];
    const filler = Array.from(
      { length: 100 },
      (_, at) =>
        `forbid(principal, action == Action::"x${at}", resource); permit(principal is never, action, resource == page::"${at}");`,
    );
    const parted = await open([...some, ...general].join('\n'));
    const whole = await open([...some, ...general, ...filler].join('\n'));
    for (const action of ['a', 'b', 'c', 'd', 'e']) {
      for (const labels of [[], ['untrusted']]) {
        const one = parted.authorize({ ...request, action, labels }, testContext());
        const other = whole.authorize({ ...request, action, labels }, testContext());
        expect([one.effect, one.rules, one.fault]).toEqual([other.effect, other.rules, other.fault]);
      }
    }
  });

  it('keeps the policies of engines apart', async () => {
    const [one, two] = [await open('permit(principal, action, resource);'), await open('')];
    expect(one.authorize(request, testContext()).effect).toBe('allow');
    expect(two.authorize(request, testContext()).effect).toBe('deny');
    expect(one.policy.digest).not.toBe(two.policy.digest);
  });
});
