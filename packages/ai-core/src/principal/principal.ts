import type { Principal } from '../contracts/caller.ts';
import { AiError } from '../errors/ai-error.ts';
import { requireIdentifier } from './identifier.ts';

const kinds: ReadonlySet<unknown> = new Set(['user', 'service', 'anonymous']);
const maxActors = 8;

/**
 * Checks a principal at a border and returns it frozen, groups sorted and without repeats.
 *
 * @throws AiError `unauthenticated` when there is none or a field of it is not valid
 */
export function checkPrincipal(value: Principal): Principal {
  return check(value, 'principal', 0);
}

function check(value: unknown, path: string, depth: number): Principal {
  if (typeof value !== 'object' || value === null) {
    throw new AiError(
      'unauthenticated',
      `${path} is missing; get one from a PrincipalResolver or createServicePrincipal`,
    );
  }
  if (depth > maxActors)
    throw new AiError('unauthenticated', `${path} has more than ${String(maxActors)} nested actors`);
  const { kind, tenant, subject, groups, attributes, actor } = value as Principal;
  if (!kinds.has(kind)) throw new AiError('unauthenticated', `${path}.kind must be user, service or anonymous`);
  if (!Array.isArray(groups)) throw new AiError('unauthenticated', `${path}.groups must be a list of group ids`);
  const sorted = [
    ...new Set(groups.map((group, index) => requireIdentifier(group, `${path}.groups[${String(index)}]`))),
  ].sort();
  const checkedActor = actor === undefined ? undefined : check(actor, `${path}.actor`, depth + 1);
  if (checkedActor !== undefined && checkedActor.tenant !== tenant) {
    throw new AiError('unauthenticated', `${path}.actor must belong to the same tenant`);
  }
  return Object.freeze({
    kind,
    tenant: requireIdentifier(tenant, `${path}.tenant`),
    subject: requireIdentifier(subject, `${path}.subject`),
    groups: Object.freeze(sorted),
    ...(attributes === undefined ? {} : { attributes: Object.freeze({ ...attributes }) }),
    ...(checkedActor === undefined ? {} : { actor: checkedActor }),
  });
}

/** A string that is equal for two principals exactly when they have the same rights: for caches, never for display. */
export function principalKey(principal: Principal): string {
  const { kind, tenant, subject, groups, attributes = {}, actor } = principal;
  const sortedAttributes = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const own = [kind, tenant, subject, [...groups].sort(), sortedAttributes];
  return JSON.stringify(actor === undefined ? own : [...own, principalKey(actor)]);
}
