import { AiError, type CallContext, type Principal } from '@org/ai-core';
import { effects, type ActionEffect } from '../policy/effect.ts';

const MAX_ACTORS = 8;

/** The caller, then the agents that act for it. Rights are the intersection of all. */
export function partiesOf({ principal }: CallContext): readonly Principal[] {
  if (principal.actor === undefined) return [principal];
  const parties: Principal[] = [];
  for (let party: Principal | undefined = principal; party !== undefined; party = party.actor) {
    if (parties.length > MAX_ACTORS)
      throw new AiError('invalid-input', `context.principal has more than ${MAX_ACTORS} nested actors`);
    parties.push(party);
  }
  return parties;
}

interface Permission {
  readonly effect: ActionEffect;
  readonly rules: readonly string[];
}

/** The stricter of two permissions; of equally strict ones, the rules of both. */
export function strictestOf(one: Permission, other: Permission): Permission {
  const rank = (permission: Permission): number => effects.action.indexOf(permission.effect);
  if (rank(one) !== rank(other)) return rank(one) > rank(other) ? one : other;
  return { effect: one.effect, rules: [...new Set([...one.rules, ...other.rules])].sort() };
}
