import { AiError } from '@org/ai-core';
import type { CedarPolicy } from './cedar-policies.ts';
import type { CedarModule } from './create-cedar-engine.ts';
import { takeName } from './set-name.ts';

/** Policies that Cedar keeps parsed: a set for each action that policies name, and one for all other actions. */
export interface PreparedSets {
  readonly names: readonly string[];
  nameFor(action: string): string;
}

/** Above this many copies of policies there is one set for all actions. */
const MOST_COPIES = 10_000;

/**
 * Has Cedar parse the policies. A policy about one action alone can neither match nor fail for another, and Cedar looks
 * at every policy of a set, which takes most of the time of a decision (`pnpm bench policy` holds both beside each other).
 *
 * @throws AiError `invalid-input`
 */
export function prepareSets(cedar: CedarModule, policies: readonly CedarPolicy[]): PreparedSets {
  const actions = new Set(policies.flatMap((policy) => actionOf(policy) ?? []));
  const general = policies.filter((policy) => actionOf(policy) === undefined);
  const copies = policies.length + general.length * actions.size;
  if (copies > MOST_COPIES) {
    const all = prepare(cedar, policies);
    return { names: [all], nameFor: () => all };
  }
  const rest = prepare(cedar, general);
  const byAction = new Map(
    [...actions].map((action) => [
      action,
      prepare(
        cedar,
        policies.filter((policy) => (actionOf(policy) ?? action) === action),
      ),
    ]),
  );
  return { names: [rest, ...byAction.values()], nameFor: (action) => byAction.get(action) ?? rest };
}

/** The only action that a policy is about; undefined when there may be more. */
function actionOf({ json }: CedarPolicy): string | undefined {
  const { action } = json;
  if (action.op !== '==' || !('entity' in action)) return undefined;
  const entity = '__entity' in action.entity ? action.entity.__entity : action.entity;
  return entity.type === 'Action' ? entity.id : undefined;
}

function prepare(cedar: CedarModule, policies: readonly CedarPolicy[]): string {
  const name = takeName();
  const staticPolicies = Object.fromEntries(policies.map((policy) => [policy.id, policy.text]));
  const answer = cedar.preparsePolicySet(name, { staticPolicies });
  if (answer.type === 'failure')
    throw new AiError(
      'invalid-input',
      `the Cedar policies are not sound: ${answer.errors[0]?.message ?? 'no reason given'}`,
    );
  return name;
}
