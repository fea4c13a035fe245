import { AiError, type JsonValue, type Principal } from '@org/ai-core';
import type { CedarValueJson, EntityJson, StatefulAuthorizationCall, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { ActionFacts, FindingFacts, SharedFacts } from '../engine/facts.ts';
import type { UsesName } from './used-names.ts';

/** A request in Cedar's form. */
export type CedarRequest = Omit<StatefulAuthorizationCall, 'preparsedPolicySetId'>;

/** The action that policies about findings name. */
export const FINDING_ACTION = 'finding';

const types = { user: 'User', service: 'Service', anonymous: 'Anonymous' } as const;

/** `Action::"mail.send"` on `tool::"mail"`, with attributes and labels in the context. */
export function actionCall(facts: ActionFacts, uses: UsesName): CedarRequest {
  const { action, resource, attributes, labels } = facts;
  const { type, id, tenant, owner } = resource;
  const context = {
    ...pick(shared(facts), uses),
    ...(uses('attributes') ? { attributes: recordOf(attributes) } : {}),
    ...(uses('labels') ? { labels: [...labels] } : {}),
  };
  return callOf(facts.principal, action, { type, id }, pick({ type, id, tenant, owner }, uses), context, uses);
}

/** `Action::"finding"` on `Finding::"CREDIT_CARD"`, with all about it in the context. */
export function findingCall(facts: FindingFacts, uses: UsesName): CedarRequest {
  const { rail, rule, label, score, stage, trust } = facts;
  const context = {
    ...pick({ ...shared(facts), rail, rule, label, stage, trust }, uses),
    ...(uses('score') ? { score: decimal(score) } : {}),
  };
  return callOf(facts.principal, FINDING_ACTION, { type: 'Finding', id: label }, {}, context, uses);
}

function callOf(
  principal: Principal,
  action: string,
  resource: TypeAndId,
  attrs: Record<string, CedarValueJson>,
  context: Record<string, CedarValueJson>,
  uses: UsesName,
): CedarRequest {
  const caller = entityOf(principal, uses);
  const hasAttributes = Object.keys(attrs).length > 0;
  const entities: EntityJson[] = hasAttributes ? [caller, { uid: resource, attrs, parents: [] }] : [caller];
  return { principal: caller.uid, action: { type: 'Action', id: action }, resource, context, entities };
}

/** `User::"acme:ada"`, in its groups and its tenant. Ids hold no colon, so that no two principals have one name. */
function entityOf(principal: Principal, uses: UsesName): EntityJson {
  const { kind, tenant, subject, groups, actor } = principal;
  return {
    uid: { type: types[kind], id: `${tenant}:${subject}` },
    attrs: {
      ...about(principal, uses),
      ...(actor !== undefined && uses('actor') ? { actor: about(actor, uses) } : {}),
    },
    parents: [
      ...groups.filter(uses).map((id) => ({ type: 'Group', id })),
      ...(uses('Tenant') ? [{ type: 'Tenant', id: tenant }] : []),
    ],
  };
}

function about(
  { kind, tenant, subject, groups, attributes = {} }: Principal,
  uses: UsesName,
): Record<string, CedarValueJson> {
  return {
    ...pick({ kind, tenant, subject }, uses),
    ...(uses('groups') ? { groups: [...groups] } : {}),
    ...(uses('attributes') ? { attributes: { ...attributes } } : {}),
  };
}

function shared(facts: SharedFacts): Readonly<Record<string, string | undefined>> {
  const { feature, release, purpose, residency, priority, riskTier } = facts;
  return { feature, release, purpose, residency, priority, riskTier };
}

/** What is there and can be seen. */
function pick(record: Readonly<Record<string, string | undefined>>, uses: UsesName): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) if (value !== undefined && uses(name)) picked[name] = value;
  return picked;
}

function recordOf(record: Readonly<Record<string, JsonValue>>): Record<string, CedarValueJson> {
  // Else the caller's data could name entities and call extension functions.
  if (reserved.some((name) => Object.hasOwn(record, name)))
    throw new AiError('invalid-input', 'attributes must not use the names __entity, __extn and __expr');
  // Cedar has no null: what is null is not there.
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === null ? [] : [[name, valueOf(value)]])),
  );
}

const reserved = ['__entity', '__extn', '__expr'];

function valueOf(value: JsonValue): CedarValueJson {
  if (typeof value === 'number') return exactly(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(valueOf);
  return recordOf(value as Readonly<Record<string, JsonValue>>);
}

const MAX_DECIMAL = 900_000_000_000_000;

/** Cedar counts in whole numbers and in decimals of four places; a number that would be rounded could get past a limit. */
function exactly(value: number): CedarValueJson {
  if (Number.isSafeInteger(value)) return value;
  if (Math.abs(value) > MAX_DECIMAL || Number(value.toFixed(4)) !== value)
    throw new AiError('invalid-input', 'a number of the attributes has more than four decimal places, or is too large');
  return decimal(value);
}

function decimal(value: number): CedarValueJson {
  return { __extn: { fn: 'decimal', arg: value.toFixed(4) } };
}
