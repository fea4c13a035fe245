import type { PolicyEngine } from './policy-engine.ts';

/** An engine that another one can take the place of. */
export interface PolicySwitch {
  /** Decides with the engine that is in force when the decision begins, and with no other. */
  readonly engine: PolicyEngine;
  /** Puts another engine in force. Decisions from now on are made by it. */
  swap(next: PolicyEngine): void;
}

/**
 * Lets one engine take the place of another without a moment without one: each decision is made by one whole policy.
 *
 * @example
 * ```ts
 * import { createPolicyEngine, createPolicySwitch, type PolicySet } from '@org/ai-policy';
 *
 * declare const first: PolicySet;
 * declare const second: PolicySet;
 * const { engine, swap } = createPolicySwitch(await createPolicyEngine({ policies: first }));
 * swap(await createPolicyEngine({ policies: second }));
 * console.log(engine.policy.version);
 * ```
 */
export function createPolicySwitch(initial: PolicyEngine): PolicySwitch {
  let current = initial;
  return {
    engine: {
      get policy() {
        return current.policy;
      },
      authorize: (request, context) => current.authorize(request, context),
      judge: (request, context) => current.judge(request, context),
      explain: (request, context) => current.explain(request, context),
    },
    swap: (next) => void (current = next),
  };
}
