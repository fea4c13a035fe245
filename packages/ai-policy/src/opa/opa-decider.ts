import { AiError } from '@org/ai-core';
import type { Decider, Verdict } from '../engine/decider.ts';
import type { ActionFacts, FindingFacts } from '../engine/facts.ts';
import type { PolicyStamp } from '../engine/policy-engine.ts';
import { effects } from '../policy/effect.ts';

/** A compiled policy in memory. */
export interface LoadedOpaPolicy {
  readonly entrypoints: Readonly<Record<string, number>>;
  evaluate(input: unknown, entrypoint: string): unknown;
  setData(data: object): void;
}

/** Decides by the entrypoints of a compiled policy; `input` is the request with who makes it. */
export function createOpaDecider(
  loaded: LoadedOpaPolicy,
  entrypoints: { readonly action: string; readonly finding: string },
  policy: PolicyStamp,
): Decider {
  const evaluate = <Effect extends string>(
    facts: ActionFacts | FindingFacts,
    entrypoint: string,
    known: readonly Effect[],
    allow: Effect | undefined,
  ): Verdict<Effect> =>
    Object.hasOwn(loaded.entrypoints, entrypoint)
      ? verdictOf(loaded.evaluate(facts, entrypoint), known, allow)
      : { effect: undefined, rules: [] };
  return {
    engine: 'opa',
    policy,
    authorize: (facts) => evaluate(facts, entrypoints.action, effects.action, 'allow'),
    judge: (facts) => evaluate(facts, entrypoints.finding, effects.finding, undefined),
  };
}

/** What a result set means. @throws AiError `protocol` for anything that is not what an entrypoint may give */
function verdictOf<Effect extends string>(
  results: unknown,
  known: readonly Effect[],
  allow: Effect | undefined,
): Verdict<Effect> {
  if (!Array.isArray(results) || results.length > 1) throw nonsense();
  if (results.length === 0) return { effect: undefined, rules: [] };
  const { result } = (results[0] ?? {}) as { readonly result?: unknown };
  if (result === false) return { effect: undefined, rules: [] };
  if (result === true && allow !== undefined) return { effect: allow, rules: [] };
  if (typeof result !== 'object' || result === null) throw nonsense();
  const { effect, rules = [], ...others } = result as { readonly effect?: unknown; readonly rules?: unknown };
  const found = known.find((one) => one === effect);
  const isSound = found !== undefined && isTexts(rules) && Object.keys(others).length === 0;
  if (!isSound) throw nonsense();
  return { effect: found, rules: [...rules].sort() };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function nonsense(): AiError {
  return new AiError('protocol', 'the entrypoint must give true, false, nothing, or an object of effect and rules');
}
