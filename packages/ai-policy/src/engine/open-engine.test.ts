import { systemClock, type Clock } from '@org/ai-core';
import { createFakePrincipal, createRecordingTelemetry, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createPolicyEngine } from './create-policy-engine.ts';
import type { PolicyAuditRecord } from './audit.ts';
import { explanationText } from './explanation-text.ts';
import type { ActionRequest } from './facts.ts';
import { openEngine } from './open-engine.ts';

const policies = {
  id: 'desk',
  version: '7',
  rules: [
    { id: 'refunds', for: 'action', when: { action: 'refund', 'principal.groups': 'support' }, effect: 'allow' },
    {
      id: 'small-refunds',
      for: 'action',
      description: 'juniors up to 50',
      when: { action: 'refund', 'principal.groups': 'junior', attributes: { amount: { atMost: 50 } } },
      effect: 'allow',
    },
    { id: 'no-cards', for: 'finding', when: { label: 'CREDIT_CARD', stage: 'output' }, effect: 'block' },
  ],
} as const;

const junior = testContext({ principal: createFakePrincipal({ subject: 'jo', groups: ['junior'] }) });
const refund: ActionRequest = {
  action: 'refund',
  resource: { type: 'order', id: 'o-1' },
  attributes: { amount: 75, note: 'secret-note' },
};
const card = { rail: 'pii', rule: 'card', label: 'CREDIT_CARD', score: 1, stage: 'output' };

describe('explain', () => {
  it('names the rule that nearly matched, and the condition that failed', async () => {
    const engine = await createPolicyEngine({ policies });
    const explanation = engine.explain(refund, junior);
    expect(explanation).toMatchObject({
      effect: 'deny',
      parties: [
        {
          party: 'caller',
          matched: [],
          near: [
            { rule: 'refunds', failed: 'principal.groups is "support"' },
            { rule: 'small-refunds', failed: 'attributes.amount is at most 50' },
          ],
        },
      ],
    });
    expect(explanationText(explanation)).toBe(
      [
        'deny: policy desk, version 7',
        '  no rule permits it',
        '  near     refunds (allow): not principal.groups is "support"',
        '  near     small-refunds (allow): not attributes.amount is at most 50',
        '',
      ].join('\n'),
    );
  });

  it('names every rule that matched, which of them decided, and what could not be checked', async () => {
    const rules = [
      ...policies.rules,
      { id: 'large', for: 'action', when: { action: 'refund', attributes: { total: { above: 9 } } }, effect: 'deny' },
    ] as const;
    const engine = await createPolicyEngine({ policies: { ...policies, rules } });
    const explanation = engine.explain({ ...refund, attributes: { amount: 20 } }, junior);
    expect(explanation.parties[0]?.matched).toEqual([
      { rule: 'large', effect: 'deny', isDeciding: true, unchecked: ['attributes.total is above 9'] },
      { rule: 'small-refunds', effect: 'allow', description: 'juniors up to 50', isDeciding: false, unchecked: [] },
    ]);
    expect(explanationText(explanation)).toContain(
      'could not be checked and counts as held: attributes.total is above 9',
    );
  });

  it('says for whom a permission is missing', async () => {
    const engine = await createPolicyEngine({ policies });
    const principal = createFakePrincipal({
      groups: ['support'],
      actor: createFakePrincipal({ kind: 'service', subject: 'bot' }),
    });
    const explanation = engine.explain(refund, testContext({ principal }));
    expect(explanation.parties.map(({ party, effect }) => [party, effect])).toEqual([
      ['caller', 'allow'],
      ['actor', 'deny'],
    ]);
    expect(explanationText(explanation)).toContain('for the actor: deny');
  });

  it('holds no value of the request', async () => {
    const engine = await createPolicyEngine({ policies });
    const text = JSON.stringify(engine.explain(refund, junior));
    for (const value of ['jo', '75', 'secret-note', 'o-1', 'test-tenant']) expect(text).not.toContain(`"${value}"`);
    expect(text).not.toContain('secret-note');
  });

  it('explains findings, and that the rail decides where no rule matches', async () => {
    const engine = await createPolicyEngine({ policies });
    expect(engine.explain(card, junior)).toMatchObject({ kind: 'finding', effect: 'block' });
    const open = engine.explain({ ...card, stage: 'input' }, junior);
    expect(open.parties[0]?.near).toEqual([{ rule: 'no-cards', effect: 'block', failed: 'stage is "output"' }]);
    expect(explanationText(open)).toContain("the rail's own proposal stands");
  });
});

describe('an engine', () => {
  it.each<[string, unknown, unknown]>([
    ['no principal', refund, { requestId: 'r' }],
    ['a principal without groups', refund, { requestId: 'r', principal: { kind: 'user', tenant: 't', subject: 's' } }],
    ['no resource', { action: 'refund' }, junior],
    ['labels that are no list', { ...refund, labels: 'untrusted' }, junior],
    ['an action that is no string', { ...refund, action: ['refund'] }, junior],
  ])('denies a request with %s', async (_, request, context) => {
    const engine = await createPolicyEngine({ policies });
    const decision = engine.authorize(request as never, context as never);
    expect(decision).toMatchObject({ effect: 'deny', rules: [] });
    expect(decision.fault).toBeDefined();
  });

  it('blocks a finding whose score is no number', async () => {
    const engine = await createPolicyEngine({ policies });
    expect(engine.judge({ ...card, label: 'OTHER', score: Number.NaN }, junior)).toMatchObject({
      effect: 'block',
      fault: 'invalid-input',
    });
  });

  it('denies when a decision came too late', async () => {
    let nowMs = 0;
    const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };
    const slow = openEngine(
      {
        engine: 'slow',
        policy: { id: 'p', version: '1', digest: 'sha256:0' },
        authorize: () => {
          nowMs += 30;
          return { effect: 'allow', rules: ['r'] };
        },
        judge: () => ({ effect: 'report', rules: ['r'] }),
      },
      { clock, timeoutMs: 20 },
    );
    expect(slow.authorize(refund, junior)).toMatchObject({ effect: 'deny', fault: 'timeout' });
    expect(slow.judge(card, junior)).toMatchObject({ effect: 'report' });
  });

  it('leaves a span and an audit record of every decision, with no text', async () => {
    const telemetry = createRecordingTelemetry();
    const records: PolicyAuditRecord[] = [];
    const engine = await createPolicyEngine({ policies, telemetry, audit: (record) => records.push(record) });
    engine.authorize(refund, junior);
    engine.judge(card, junior);
    expect(
      telemetry.operations.map(({ name, ends, attributes }) => [name, ends, attributes['ai.policy.effect']]),
    ).toEqual([
      ['policy', 1, 'deny'],
      ['policy', 1, 'block'],
    ]);
    expect(records).toMatchObject([
      {
        kind: 'action',
        effect: 'deny',
        rules: [],
        engine: 'rules',
        subject: 'jo',
        actors: [],
        policy: { id: 'desk', version: '7' },
        about: { action: 'refund', resourceType: 'order', resourceId: 'o-1' },
      },
      {
        kind: 'finding',
        effect: 'block',
        rules: ['no-cards'],
        about: { rail: 'pii', label: 'CREDIT_CARD', stage: 'output' },
      },
    ]);
    expect(JSON.stringify([records, telemetry.operations.map(({ attributes }) => attributes)])).not.toContain(
      'secret-note',
    );
  });

  it('decides all the same when telemetry fails', async () => {
    const telemetry = {
      start: (): never => {
        throw new Error('exporter down');
      },
    };
    const engine = await createPolicyEngine({ policies, telemetry });
    expect(engine.judge(card, junior)).toMatchObject({ effect: 'block', rules: ['no-cards'] });
  });
});
