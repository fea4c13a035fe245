import { AiError, digestJson } from '@org/ai-core';
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { openEngine, type EngineOptions } from '../engine/open-engine.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import { createCedarDecider } from './cedar-decider.ts';
import { readCedarPolicies } from './cedar-policies.ts';
import { prepareSets } from './prepare-sets.ts';
import { keepName } from './set-name.ts';

/** What is used of `@cedar-policy/cedar-wasm`. */
export type CedarModule = Pick<
  typeof Cedar,
  'policySetTextToParts' | 'policyToJson' | 'preparsePolicySet' | 'statefulIsAuthorized' | 'validate'
>;

/** What an engine that decides by Cedar is made from. */
export interface CedarEngineOptions extends EngineOptions {
  readonly id: string;
  readonly version: string;
  /** Policies in Cedar's language. `@id("...")` names a policy in decisions, `@effect("...")` gives a permit another effect than `allow`. */
  readonly policies: string;
  /** A Cedar schema that the policies are validated against, strictly. @defaultValue none */
  readonly schema?: string | undefined;
  /** The library, where it is not Node's build: `@cedar-policy/cedar-wasm/web` once its `init` has run. @defaultValue `@cedar-policy/cedar-wasm/nodejs` */
  readonly cedar?: CedarModule | undefined;
}

/**
 * Makes an engine that decides by Cedar policies, parsed once. Needs the peer `@cedar-policy/cedar-wasm`.
 *
 * @throws AiError `invalid-input` when the policies do not parse, do not fit the schema, or name an effect that is none
 * @example
 * ```ts
 * import { createCedarEngine } from '@org/ai-policy/cedar';
 *
 * const engine = await createCedarEngine({
 *   id: 'tools',
 *   version: '1',
 *   policies: `
 *     @id("support-refunds")
 *     permit(principal in Group::"support", action == Action::"refund", resource);
 *     @id("large-refunds") @effect("require-approval")
 *     permit(principal, action == Action::"refund", resource)
 *     when { context.attributes has amount && context.attributes.amount > 500 };
 *     @id("nothing-tainted")
 *     forbid(principal, action == Action::"mail.send", resource)
 *     when { context.labels.contains("untrusted") };
 *   `,
 * });
 * ```
 */
export async function createCedarEngine(options: CedarEngineOptions): Promise<PolicyEngine> {
  const { id, version, policies, schema, cedar = await loadCedar(), ...engineOptions } = options;
  const parsed = readCedarPolicies(cedar, policies, schema);
  const stamp = Object.freeze({ id, version, digest: await digestJson({ policies, schema: schema ?? null }) });
  const sets = prepareSets(cedar, parsed);
  const decider = createCedarDecider(cedar, sets, parsed, stamp);
  for (const name of sets.names) keepName(decider, name);
  return openEngine(decider, engineOptions);
}

async function loadCedar(): Promise<CedarModule> {
  try {
    return await import('@cedar-policy/cedar-wasm/nodejs');
  } catch (error) {
    throw new AiError('unsupported', 'install the peer dependency @cedar-policy/cedar-wasm to decide by Cedar', {
      cause: error,
    });
  }
}
