import { AiError } from '@org/ai-core';
import { createPolicyEngine } from '../engine/create-policy-engine.ts';
import type { EngineOptions } from '../engine/open-engine.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import { runPolicyTests } from '../policy-tests/run-policy-tests.ts';
import { baseName, readBytes } from './read-bytes.ts';
import { parsePolicyFile } from './policy-file.ts';

/** What an engine is loaded from. */
export interface LoadPoliciesOptions extends EngineOptions {
  /** A policy file: `.json`, or YAML. */
  readonly path: string;
}

/**
 * Makes an engine from a policy file that passes its own tests. Node only.
 *
 * @throws AiError `not-found`, `invalid-input` that names line, field and remedy, `conflict` for tests that fail
 * @example
 * ```ts
 * import { loadPolicies } from '@org/ai-policy/file';
 *
 * const engine = await loadPolicies({ path: 'policies.yaml', audit: (record) => console.log(record) });
 * ```
 */
export async function loadPolicies({ path, ...options }: LoadPoliciesOptions): Promise<PolicyEngine> {
  return engineOfFile(await readBytes(path), baseName(path), options);
}

/** @param name of the file, for messages */
export async function engineOfFile(content: Uint8Array, name: string, options: EngineOptions): Promise<PolicyEngine> {
  const { policies, tests } = parsePolicyFile(name, content);
  const engine = await createPolicyEngine({ policies, ...options });
  const failures = runPolicyTests(engine, tests);
  if (failures.length === 0) return engine;
  const shown = failures.slice(0, 5).map(({ name: test, message }) => `${name}: test "${test}": ${message}`);
  const more = failures.length > shown.length ? [`and ${failures.length - shown.length} more`] : [];
  throw new AiError('conflict', [...shown, ...more].join('\n'), { details: { failed: failures.length } });
}
