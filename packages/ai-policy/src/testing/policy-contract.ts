import { AiError, type CallContext, type Principal } from '@org/ai-core';
import type { PolicyAuditRecord } from '../engine/audit.ts';
import type { ActionRequest, FindingRequest } from '../engine/facts.ts';
import type { EngineOptions } from '../engine/open-engine.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';

/** What the contract of policy engines is held against. */
export interface PolicySubject {
  /** Opens an engine that decides by {@link contractPolicies}. */
  readonly open: (options: EngineOptions) => Promise<PolicyEngine>;
  /** Opens an engine whose every decision fails: it throws, traps, or answers nonsense. */
  readonly openBroken: (options: EngineOptions) => Promise<PolicyEngine>;
}

/** One promise of the contract: `run` rejects, naming what is wrong, when the subject breaks it. */
export interface PolicyCase {
  readonly name: string;
  readonly run: (subject: PolicySubject) => Promise<void>;
}

type Effect = string;

function contextOf(principal: Partial<Principal>, feature?: string): CallContext {
  const whole: Principal = { kind: 'user', tenant: 'acme', subject: 'ada', groups: [], ...principal };
  return { principal: whole, requestId: 'contract', ...(feature === undefined ? {} : { feature }) };
}

function action(name: string, more: Partial<ActionRequest> = {}): ActionRequest {
  return { action: name, resource: { type: 'tool', id: name }, ...more };
}

function finding(label: string, stage: string, trust?: 'trusted' | 'untrusted'): FindingRequest {
  const origin = trust === undefined ? {} : { origin: { trust } };
  return { rail: 'pii', rule: 'contract', label, stage, score: 0.75, ...origin };
}

const support = contextOf({ groups: ['support'] });
const nobody = contextOf({});
const agent: Principal = { kind: 'service', tenant: 'acme', subject: 'agent', groups: [] };

interface Row {
  readonly request: ActionRequest | FindingRequest;
  readonly context: CallContext;
  readonly effect: Effect;
  readonly rules?: readonly string[] | undefined;
}

const small = { attributes: { amount: 20 } };
const large = { attributes: { amount: 500 } };

/** Requests with what must come of them, by what they show. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  'allows what a rule permits, and names the rule': [
    { request: action('refund', small), context: support, effect: 'allow', rules: ['support-refunds'] },
    { request: action('mail.send'), context: nobody, effect: 'allow', rules: ['mail'] },
  ],
  'denies what no rule permits': [
    { request: action('refund', small), context: nobody, effect: 'deny', rules: [] },
    { request: action('delete'), context: support, effect: 'deny', rules: [] },
    {
      request: action('refund', small),
      context: contextOf({ groups: ['support-trainees'] }),
      effect: 'deny',
      rules: [],
    },
  ],
  'lets a denial win over every permission': [
    {
      request: action('mail.send', { labels: ['untrusted'] }),
      context: support,
      effect: 'deny',
      rules: ['nothing-tainted'],
    },
    {
      request: action('mail.send', { labels: ['personal', 'untrusted'] }),
      context: support,
      effect: 'deny',
      rules: ['nothing-tainted'],
    },
    {
      request: action('refund', { ...small, resource: { type: 'vault', id: 'v' } }),
      context: support,
      effect: 'deny',
      rules: ['vault-is-closed'],
    },
  ],
  'lets a need for approval win over a permission': [
    { request: action('refund', large), context: support, effect: 'require-approval', rules: ['large-refunds'] },
    {
      request: action('mail.send', { labels: ['personal'] }),
      context: nobody,
      effect: 'require-approval',
      rules: ['mail-asks'],
    },
    { request: action('refund', { attributes: { amount: 499 } }), context: support, effect: 'allow' },
  ],
  'asks for the permission of the actor too': [
    { request: action('refund', small), context: contextOf({ groups: ['support'], actor: agent }), effect: 'deny' },
    {
      request: action('refund', small),
      context: contextOf({ groups: ['support'], actor: { ...agent, groups: ['support'] } }),
      effect: 'allow',
    },
    {
      request: action('refund', small),
      context: contextOf({ actor: { ...agent, groups: ['support'] } }),
      effect: 'deny',
    },
  ],
  'lets the strictest rule decide what a finding means': [
    { request: finding('CREDIT_CARD', 'input'), context: nobody, effect: 'redact', rules: ['cards'] },
    { request: finding('CREDIT_CARD', 'output'), context: nobody, effect: 'block', rules: ['cards-out'] },
    {
      request: finding('EMAIL_ADDRESS', 'retrieval', 'untrusted'),
      context: contextOf({}, 'directory'),
      effect: 'require-approval',
      rules: ['addresses-from-outside'],
    },
    {
      request: finding('EMAIL_ADDRESS', 'retrieval', 'trusted'),
      context: contextOf({}, 'directory'),
      effect: 'report',
      rules: ['addresses'],
    },
  ],
  'leaves a finding that no rule is about to the rail': [
    { request: finding('IBAN_CODE', 'output'), context: support, effect: 'as-proposed', rules: [] },
    { request: finding('EMAIL_ADDRESS', 'output'), context: nobody, effect: 'as-proposed', rules: [] },
  ],
  'takes the result of a tool without an origin for untrusted': [
    { request: finding('EMAIL_ADDRESS', 'tool-result'), context: nobody, effect: 'require-approval' },
  ],
};

const everyRow = Object.values(tables).flat();

/**
 * What every policy engine promises, whichever language its policies are in.
 *
 * @example
 * ```ts
 * import { createPolicyEngine, openEngine } from '@org/ai-policy';
 * import { contractPolicies, policyContract } from '@org/ai-policy/testing';
 *
 * const policy = { id: 'broken', version: '1', digest: 'sha256:0' };
 * const fails = (): never => {
 *   throw new Error('out of order');
 * };
 * for (const { name, run } of policyContract) {
 *   await run({
 *     open: (options) => createPolicyEngine({ policies: contractPolicies, ...options }),
 *     openBroken: async (options) => openEngine({ engine: 'broken', policy, authorize: fails, judge: fails }, options),
 *   });
 *   console.log(`ok ${name}`);
 * }
 * ```
 */
export const policyContract: readonly PolicyCase[] = [
  ...Object.entries(tables).map(([name, rows]): PolicyCase => ({
    name,
    run: async ({ open }) => {
      const engine = await open({});
      for (const row of rows) same(decide(engine, row), row, name);
    },
  })),
  {
    name: 'decides the same again, in any order of requests',
    run: async ({ open }) => {
      const engine = await open({});
      for (const row of [...everyRow, ...[...everyRow].reverse()]) same(decide(engine, row), row, 'again');
    },
  },
  {
    name: 'says in its explanation what it decided, by which rules',
    run: async ({ open }) => {
      const engine = await open({});
      for (const row of everyRow) {
        const { effect, parties } = engine.explain(row.request, row.context);
        const deciding = parties
          .filter((party) => party.effect === effect)
          .flatMap(({ matched }) => matched.filter((rule) => rule.isDeciding).map(({ rule }) => rule));
        same({ effect, rules: [...new Set(deciding)].sort() }, row, 'explanation');
      }
    },
  },
  {
    name: 'names policy, version and digest in every decision and audit record, and no attribute',
    run: async ({ open }) => {
      const records: PolicyAuditRecord[] = [];
      const engine = await open({ audit: (record) => void records.push(record) });
      const row = {
        request: action('refund', { attributes: { amount: 20, note: 'call-me-maybe' } }),
        context: support,
      };
      const decision = decide(engine, row);
      require(/^sha256:[0-9a-f]{64}$/.test(decision.policy.digest), 'the digest is no SHA-256');
      const [record] = records;
      require(records.length === 1 && record !== undefined, `${records.length} audit records of one decision`);
      require(JSON.stringify(record?.policy) === JSON.stringify(decision.policy), 'the record names another policy');
      require(record?.effect === decision.effect && record.requestId === 'contract', 'the record says something else');
      require(!JSON.stringify(record).includes('call-me-maybe'), 'the record holds an attribute');
      engine.explain(row.request, row.context);
      require(records.length === 1, 'an explanation left an audit record');
    },
  },
  {
    name: 'denies and blocks when it cannot decide, and says so',
    run: async ({ openBroken }) => {
      const records: PolicyAuditRecord[] = [];
      const engine = await openBroken({ audit: (record) => void records.push(record) });
      for (const { request, context } of everyRow) {
        const decision = decide(engine, { request, context });
        require(decision.effect === ('action' in request ? 'deny' : 'block'), `a fault came to ${decision.effect}`);
        require(decision.fault !== undefined, 'a fault that is not told');
      }
      require(records.length === everyRow.length, 'faults without audit records');
    },
  },
  {
    name: 'lets nothing through that cannot be recorded',
    run: async ({ open }) => {
      const engine = await open({
        audit: () => {
          throw new Error('disk full');
        },
      });
      for (const { request, context } of everyRow) {
        const { effect } = decide(engine, { request, context });
        require(effect === ('action' in request ? 'deny' : 'block'), `${effect} without a record`);
      }
    },
  },
];

function decide(
  engine: PolicyEngine,
  { request, context }: Pick<Row, 'request' | 'context'>,
): ReturnType<PolicyEngine['authorize'] | PolicyEngine['judge']> {
  return 'action' in request ? engine.authorize(request, context) : engine.judge(request, context);
}

function same(decision: { readonly effect: Effect; readonly rules: readonly string[] }, row: Row, about: string): void {
  const shown = 'action' in row.request ? row.request.action : `${row.request.label} at ${row.request.stage}`;
  require(decision.effect === row.effect, `${about}: ${shown} came to ${decision.effect}, not ${row.effect}`);
  if (row.rules !== undefined)
    require(decision.rules.join() ===
      row.rules.join(), `${about}: ${shown} was decided by ${decision.rules.join() || 'no rule'}`);
}

function require(condition: boolean, message: string): void {
  if (!condition) throw new AiError('integrity', message);
}
