import { createCedarEngine, type CedarModule } from '../src/cedar/cedar.ts';
import { createPolicyEngine } from '../src/engine/create-policy-engine.ts';
import { openEngine } from '../src/engine/open-engine.ts';
import { createOpaEngine } from '../src/opa/opa.ts';
import { contractPolicies } from '../src/testing/contract-policies.ts';
import type { PolicySubject } from '../src/testing/policy-contract.ts';
import { assemblePolicy, type WasmClause } from './wasm-policy.ts';

const policy = { id: 'broken', version: '1', digest: 'sha256:0' };

function fails(): never {
  throw new Error('ada@example.com');
}

const cedarPolicies = `
@id("support-refunds")
permit(principal in Group::"support", action == Action::"refund", resource);
@id("large-refunds") @effect("require-approval")
permit(principal in Group::"support", action == Action::"refund", resource)
when { context.attributes has amount && context.attributes.amount >= 500 };
@id("mail")
permit(principal, action == Action::"mail.send", resource);
@id("mail-asks") @effect("require-approval")
permit(principal, action == Action::"mail.send", resource) when { context.labels.contains("personal") };
@id("nothing-tainted")
forbid(principal, action == Action::"mail.send", resource) when { context.labels.contains("untrusted") };
@id("vault-is-closed")
forbid(principal, action, resource is vault);
@id("cards") @effect("redact")
permit(principal, action == Action::"finding", resource == Finding::"CREDIT_CARD");
@id("cards-out") @effect("block")
permit(principal, action == Action::"finding", resource == Finding::"CREDIT_CARD") when { context.stage == "output" };
@id("addresses") @effect("report")
permit(principal, action == Action::"finding", resource == Finding::"EMAIL_ADDRESS")
when { context has feature && context.feature == "directory" };
@id("addresses-from-outside") @effect("require-approval")
permit(principal, action == Action::"finding", resource == Finding::"EMAIL_ADDRESS")
when { context has trust && context.trust == "untrusted" };
`;

const brokenCedar = {
  policySetTextToParts: () => ({ type: 'success', policies: [], policy_templates: [] }),
  preparsePolicySet: () => ({ type: 'success' }),
  statefulIsAuthorized: fails,
} as unknown as CedarModule;

const decided = (effect: string, ...rules: readonly string[]): unknown => [{ result: { effect, rules } }];
const refund = '"action":"refund"';
const mail = '"action":"mail.send"';
const ada = '{"principal":{"kind":"user","tenant":"acme","subject":"ada","groups":["support"]';
const agent = '{"principal":{"kind":"service","tenant":"acme","subject":"agent","groups":["support"]';
const card = '"label":"CREDIT_CARD"';
const address = '"label":"EMAIL_ADDRESS"';

const wasmEntrypoints: Readonly<Record<string, readonly WasmClause[]>> = {
  'policy/authorize': [
    { when: ['"type":"vault"'], results: decided('deny', 'vault-is-closed') },
    { when: [mail, '"untrusted"]'], results: decided('deny', 'nothing-tainted') },
    { when: [mail, '["personal"'], results: decided('require-approval', 'mail-asks') },
    { when: [mail], results: decided('allow', 'mail') },
    ...[ada, agent].flatMap((principal): WasmClause[] => [
      {
        when: [refund, principal, { numberAfter: '"amount":', atLeast: 500 }],
        results: decided('require-approval', 'large-refunds'),
      },
      { when: [refund, principal], results: decided('allow', 'support-refunds') },
    ]),
  ],
  'policy/judge': [
    { when: [card, '"stage":"output"'], results: decided('block', 'cards-out') },
    { when: [card], results: decided('redact', 'cards') },
    { when: [address, '"trust":"untrusted"'], results: decided('require-approval', 'addresses-from-outside') },
    { when: [address, '"feature":"directory"'], results: decided('report', 'addresses') },
  ],
};

/** Every engine of the package, deciding by the same policies. */
export const contractEngines: Readonly<Record<string, PolicySubject>> = {
  rules: {
    open: (options) => createPolicyEngine({ policies: contractPolicies, ...options }),
    openBroken: async (options) => openEngine({ engine: 'broken', policy, authorize: fails, judge: fails }, options),
  },
  'rules, in reverse order': {
    open: (options) =>
      createPolicyEngine({
        policies: { ...contractPolicies, rules: [...contractPolicies.rules].reverse() },
        ...options,
      }),
    openBroken: async (options) => {
      const nonsense = (): never => ({ effect: 'certainly', rules: [] }) as never;
      return openEngine({ engine: 'broken', policy, authorize: nonsense, judge: nonsense }, options);
    },
  },
  cedar: {
    open: (options) => createCedarEngine({ id: 'contract', version: '1', policies: cedarPolicies, ...options }),
    openBroken: (options) =>
      createCedarEngine({ id: 'contract', version: '1', policies: '', cedar: brokenCedar, ...options }),
  },
  opa: {
    open: (options) =>
      createOpaEngine({ id: 'contract', version: '1', wasm: assemblePolicy(wasmEntrypoints), ...options }),
    openBroken: (options) =>
      createOpaEngine({ id: 'contract', version: '1', wasm: assemblePolicy(wasmEntrypoints, true), ...options }),
  },
};
