import { AiError, canonicalJson, sha256, type JsonValue } from '@org/ai-core';
import { openEngine, type EngineOptions } from '../engine/open-engine.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import { createOpaDecider, type LoadedOpaPolicy } from './opa-decider.ts';

/** What is used of `@open-policy-agent/opa-wasm`. */
export interface OpaModule {
  loadPolicy(wasm: BufferSource): Promise<LoadedOpaPolicy>;
}

/** What an engine that decides by a compiled Rego policy is made from. */
export interface OpaEngineOptions extends EngineOptions {
  readonly id: string;
  readonly version: string;
  /** `policy.wasm` of the bundle that `opa build -t wasm -e policy/authorize -e policy/judge` makes. */
  readonly wasm: Uint8Array;
  /** What Rego sees as `data`. @defaultValue none */
  readonly data?: Readonly<Record<string, JsonValue>> | undefined;
  /** Entrypoint that decides about actions; without one in the module, every action is denied. @defaultValue 'policy/authorize' */
  readonly actionEntrypoint?: string | undefined;
  /** Entrypoint that decides about findings; without one in the module, the rails' own proposals stand. @defaultValue 'policy/judge' */
  readonly findingEntrypoint?: string | undefined;
  /** The library. @defaultValue `@open-policy-agent/opa-wasm` */
  readonly opa?: OpaModule | undefined;
}

/**
 * Makes an engine that decides by a Rego policy compiled to WebAssembly. An entrypoint gives `true` for allowed, `false`
 * or nothing where no rule matches, or an object with `effect` and, if it likes, `rules`. Anything else is a fault.
 * Needs the peer `@open-policy-agent/opa-wasm`.
 *
 * @throws AiError `invalid-input` when the module is no compiled policy or has neither entrypoint
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { createOpaEngine } from '@org/ai-policy/opa';
 *
 * const engine = await createOpaEngine({ id: 'tools', version: '1', wasm: await readFile('policy.wasm') });
 * ```
 */
export async function createOpaEngine(options: OpaEngineOptions): Promise<PolicyEngine> {
  const {
    id,
    version,
    wasm,
    data,
    actionEntrypoint = 'policy/authorize',
    findingEntrypoint = 'policy/judge',
    opa = await loadOpa(),
    ...engineOptions
  } = options;
  const loaded = await load(opa, wasm);
  if (data !== undefined) loaded.setData(data);
  const entrypoints = { action: actionEntrypoint, finding: findingEntrypoint };
  const known = Object.keys(loaded.entrypoints);
  if (!known.includes(actionEntrypoint) && !known.includes(findingEntrypoint)) {
    throw new AiError(
      'invalid-input',
      `the module has no entrypoint ${actionEntrypoint} or ${findingEntrypoint}; build it with opa build -t wasm -e ${actionEntrypoint}`,
    );
  }
  const digest = data === undefined ? await sha256(wasm) : await sha256(`${await sha256(wasm)} ${canonicalJson(data)}`);
  return openEngine(createOpaDecider(loaded, entrypoints, Object.freeze({ id, version, digest })), engineOptions);
}

async function load(opa: OpaModule, wasm: Uint8Array): Promise<LoadedOpaPolicy> {
  try {
    return await opa.loadPolicy(new Uint8Array(wasm));
  } catch (error) {
    throw new AiError('invalid-input', 'the module is no policy that opa build -t wasm has made', { cause: error });
  }
}

async function loadOpa(): Promise<OpaModule> {
  try {
    return await import('@open-policy-agent/opa-wasm');
  } catch (error) {
    throw new AiError('unsupported', 'install the peer dependency @open-policy-agent/opa-wasm to decide by Rego', {
      cause: error,
    });
  }
}
