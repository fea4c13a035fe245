import { AiError, type Principal } from '@org/ai-core';
import type { ActionFacts, FindingFacts } from '../engine/facts.ts';

/** What conditions are checked on. */
export type Facts = FindingFacts | ActionFacts;

/** Reads one field. */
export type ReadField = (facts: Facts) => unknown;

const actor = (facts: Facts): Principal | undefined => facts.principal.actor;
const finding = (facts: Facts): FindingFacts => facts as FindingFacts;
const action = (facts: Facts): ActionFacts => facts as ActionFacts;

/** How each field is read. A rule of one kind never sees facts of the other: conditions were checked for it. */
export const readers: Readonly<Record<string, ReadField>> = {
  'principal.kind': (facts) => facts.principal.kind,
  'principal.tenant': (facts) => facts.principal.tenant,
  'principal.subject': (facts) => facts.principal.subject,
  'principal.groups': (facts) => facts.principal.groups,
  'principal.attributes': (facts) => facts.principal.attributes,
  'actor.kind': (facts) => actor(facts)?.kind,
  'actor.subject': (facts) => actor(facts)?.subject,
  'actor.groups': (facts) => actor(facts)?.groups,
  'actor.attributes': (facts) => actor(facts)?.attributes,
  feature: (facts) => facts.feature,
  release: (facts) => facts.release,
  purpose: (facts) => facts.purpose,
  residency: (facts) => facts.residency,
  priority: (facts) => facts.priority,
  riskTier: (facts) => facts.riskTier,
  rail: (facts) => finding(facts).rail,
  rule: (facts) => finding(facts).rule,
  label: (facts) => finding(facts).label,
  score: (facts) => finding(facts).score,
  stage: (facts) => finding(facts).stage,
  'origin.trust': (facts) => finding(facts).trust,
  action: (facts) => action(facts).action,
  'resource.type': (facts) => action(facts).resource.type,
  'resource.id': (facts) => action(facts).resource.id,
  'resource.tenant': (facts) => action(facts).resource.tenant,
  'resource.owner': (facts) => action(facts).resource.owner,
  attributes: (facts) => action(facts).attributes,
  labels: (facts) => action(facts).labels,
};

/** How a field is read that is known to be there. */
export function readerOf(name: string): ReadField {
  const reader = readers[name];
  if (reader === undefined) throw new AiError('internal', `there is no field ${name}`);
  return reader;
}

/** An own attribute of a record; what it inherits is not there. */
export function attributeOf(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, name)
    ? (record as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
