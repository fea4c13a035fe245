import { AiError } from '@org/ai-core';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { didYouMean } from '../policy/did-you-mean.ts';
import type { CedarModule } from './create-cedar-engine.ts';

/** One Cedar policy, with what its annotations say. */
export interface CedarPolicy {
  readonly id: string;
  readonly text: string;
  readonly isForbid: boolean;
  /** Of a permit: what it means when it is satisfied. */
  readonly effect: string | undefined;
  /** What the policy is made of, in Cedar's JSON form. */
  readonly json: PolicyJson;
}

const known = ['allow', 'report', 'redact', 'require-approval', 'block'];

/** Takes a text of policies apart and reads their annotations. @throws AiError `invalid-input` */
export function readCedarPolicies(
  cedar: CedarModule,
  text: string,
  schema: string | undefined,
): readonly CedarPolicy[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') throw refused(parts.errors);
  if (parts.policy_templates.length > 0)
    throw new AiError('invalid-input', 'Cedar templates are not supported; write the policies out');
  const policies = parts.policies.map((policy, index) => readPolicy(cedar, policy, index));
  const seen = new Set<string>();
  for (const { id } of policies) {
    if (seen.has(id)) throw new AiError('invalid-input', `two Cedar policies have @id("${id}"); ids must be different`);
    seen.add(id);
  }
  if (schema !== undefined) {
    const answer = cedar.validate({ schema, policies: { staticPolicies: text } });
    if (answer.type === 'failure') throw refused(answer.errors);
    if (answer.validationErrors.length > 0) throw refused(answer.validationErrors.map(({ error }) => error));
  }
  return policies;
}

function readPolicy(cedar: CedarModule, text: string, index: number): CedarPolicy {
  const answer = cedar.policyToJson(text);
  if (answer.type === 'failure') throw refused(answer.errors);
  const { effect, annotations = {} } = answer.json;
  const id = annotations['id'] ?? `policy${index}`;
  const named = annotations['effect'];
  if (effect === 'forbid') {
    if (named !== undefined)
      throw new AiError('invalid-input', `Cedar policy "${id}" is a forbid, which denies and blocks; remove @effect`);
  } else if (named !== undefined && !known.includes(named)) {
    throw new AiError(
      'invalid-input',
      `Cedar policy "${id}": @effect must be ${known.join(', ')}; ${didYouMean(named, known)}`,
    );
  }
  return { id, text, isForbid: effect === 'forbid', effect: named ?? undefined, json: answer.json };
}

function refused(errors: readonly { readonly message: string; readonly help?: string | null | undefined }[]): AiError {
  const [first] = errors;
  const help = first?.help === undefined || first.help === null ? '' : ` (${first.help})`;
  return new AiError(
    'invalid-input',
    `the Cedar policies are not sound: ${first?.message ?? 'no reason given'}${help}`,
  );
}
