import { AiError } from '@org/ai-core';
import type { RuleKind } from './effect.ts';

/** What a field holds: `strings` and `values` are tested by entry, the two records by the name of an attribute. */
export type FieldType = 'string' | 'number' | 'strings' | 'string-record' | 'value-record';

/** A field that conditions may test. */
export interface Field {
  readonly type: FieldType;
  /** Rules of which kind may test it; both when absent. */
  readonly kind?: RuleKind | undefined;
  /** The only values that it can have. */
  readonly values?: readonly string[] | undefined;
}

const principalKinds = ['user', 'service', 'anonymous'];

/** Every field there is. What is not in here is an unknown field. */
export const fields: Readonly<Record<string, Field>> = {
  'principal.kind': { type: 'string', values: principalKinds },
  'principal.tenant': { type: 'string' },
  'principal.subject': { type: 'string' },
  'principal.groups': { type: 'strings' },
  'principal.attributes': { type: 'string-record' },
  'actor.kind': { type: 'string', values: principalKinds },
  'actor.subject': { type: 'string' },
  'actor.groups': { type: 'strings' },
  'actor.attributes': { type: 'string-record' },
  feature: { type: 'string' },
  release: { type: 'string' },
  purpose: { type: 'string' },
  residency: { type: 'string' },
  priority: { type: 'string', values: ['interactive', 'batch'] },
  riskTier: { type: 'string' },
  rail: { type: 'string', kind: 'finding' },
  rule: { type: 'string', kind: 'finding' },
  label: { type: 'string', kind: 'finding' },
  score: { type: 'number', kind: 'finding' },
  stage: { type: 'string', kind: 'finding', values: ['input', 'retrieval', 'tool-call', 'tool-result', 'output'] },
  'origin.trust': { type: 'string', kind: 'finding', values: ['trusted', 'untrusted'] },
  action: { type: 'string', kind: 'action' },
  'resource.type': { type: 'string', kind: 'action' },
  'resource.id': { type: 'string', kind: 'action' },
  'resource.tenant': { type: 'string', kind: 'action' },
  'resource.owner': { type: 'string', kind: 'action' },
  attributes: { type: 'value-record', kind: 'action' },
  labels: { type: 'strings', kind: 'action' },
};

/** Names of the fields that rules of a kind may test. */
export function fieldNames(kind: RuleKind): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name]?.kind === undefined || fields[name].kind === kind);
}

/** A field that is known to be there: conditions are checked first. */
export function fieldOf(name: string): Field {
  const field = fields[name];
  if (field === undefined) throw new AiError('internal', `there is no field ${name}`);
  return field;
}

/** Operators of a test, and the fields that take them. */
export const operators: Readonly<Record<string, readonly FieldType[]>> = {
  is: ['string', 'number', 'strings', 'string-record', 'value-record'],
  in: ['string', 'number', 'strings', 'string-record', 'value-record'],
  startsWith: ['string', 'strings', 'string-record', 'value-record'],
  above: ['number', 'value-record'],
  atLeast: ['number', 'value-record'],
  below: ['number', 'value-record'],
  atMost: ['number', 'value-record'],
  exists: ['string', 'strings', 'string-record', 'value-record'],
  sameAs: ['string', 'strings', 'string-record', 'value-record'],
};

/** Fields that another field may be compared with. */
export const comparableFields = ['principal.tenant', 'principal.subject'] as const;

/** Deepest nesting of all, any and not. */
export const MAX_DEPTH = 16;

/** Most rules of a set. */
export const MAX_RULES = 10_000;
