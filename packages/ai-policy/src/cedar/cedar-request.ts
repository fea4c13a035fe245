import { AiError, type JsonValue, type Principal } from '@org/ai-core';
import type { CedarValueJson, EntityJson, StatefulAuthorizationCall, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { ActionFacts, FindingFacts, SharedFacts } from '../engine/facts.ts';

/** A request in Cedar's form. */
export type CedarRequest = Omit<StatefulAuthorizationCall, 'preparsedPolicySetId'>;

const types = { user: 'User', service: 'Service', anonymous: 'Anonymous' } as const;

/** `Action::"mail.send"` on `tool::"mail"`, with attributes and labels in the context. */
export function actionCall(facts: ActionFacts): CedarRequest {
  const { action, resource, attributes, labels } = facts;
  const target = { type: resource.type, id: resource.id };
  const context = { ...shared(facts), attributes: recordOf(attributes), labels: [...labels] };
  const attrs = defined({ type: resource.type, id: resource.id, tenant: resource.tenant, owner: resource.owner });
  return callOf(facts.principal, action, target, attrs, context);
}

/** `Action::"finding"` on `Finding::"CREDIT_CARD"`, with all about it in the context. */
export function findingCall(facts: FindingFacts): CedarRequest {
  const { rail, rule, label, score, stage, trust } = facts;
  const context = { ...shared(facts), ...defined({ rail, rule, label, stage, trust }), score: decimal(score) };
  return callOf(facts.principal, 'finding', { type: 'Finding', id: label }, {}, context);
}

function callOf(
  principal: Principal,
  action: string,
  resource: TypeAndId,
  attrs: Record<string, CedarValueJson>,
  context: Record<string, CedarValueJson>,
): CedarRequest {
  const caller = entityOf(principal);
  const entities: EntityJson[] = [caller, { uid: resource, attrs, parents: [] }];
  return { principal: caller.uid, action: { type: 'Action', id: action }, resource, context, entities };
}

/** `User::"acme:ada"`, in its groups and its tenant. Ids hold no colon, so that no two principals have one name. */
function entityOf(principal: Principal): EntityJson {
  const { kind, tenant, subject, groups, actor } = principal;
  return {
    uid: { type: types[kind], id: `${tenant}:${subject}` },
    attrs: { ...about(principal), tenant, ...(actor === undefined ? {} : { actor: about(actor) }) },
    parents: [...groups.map((id) => ({ type: 'Group', id })), { type: 'Tenant', id: tenant }],
  };
}

function about({ kind, subject, groups, attributes = {} }: Principal): Record<string, CedarValueJson> {
  return { kind, subject, groups: [...groups], attributes: { ...attributes } };
}

function shared({ feature, release, purpose, residency, priority, riskTier }: SharedFacts): Record<string, string> {
  return defined({ feature, release, purpose, residency, priority, riskTier });
}

function defined(record: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
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

/** Cedar counts in whole numbers and in decimals of four places; a number that would be rounded could get past a limit. */
function exactly(value: number): CedarValueJson {
  if (Number.isSafeInteger(value)) return value;
  if (Number(value.toFixed(4)) !== value)
    throw new AiError('invalid-input', 'a number of the attributes has more than four decimal places, or is too large');
  return decimal(value);
}

function decimal(value: number): CedarValueJson {
  return { __extn: { fn: 'decimal', arg: value.toFixed(4) } };
}
