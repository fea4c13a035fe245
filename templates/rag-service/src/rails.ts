import type { Telemetry } from '@org/ai-core';
import {
  createGuard,
  egressRail,
  injectionRail,
  piiRail,
  secretsRail,
  type Guard,
  type GuardPolicy,
} from '@org/ai-guardrails';

/** Documents that somebody has vouched for may write about attacks; what came from outside loses every sentence that reads as an order to an assistant. */
const policy: GuardPolicy = {
  id: 'rag-service',
  decide: ({ rail }, { stage, origin }) =>
    rail === 'injection' && stage === 'retrieval' && origin?.trust === 'trusted' ? 'report' : undefined,
};

/** The rails in front of the search and the model, and behind them. What they do is said in docs/threat-model.md; change both together. */
export function createRails(linkHosts: readonly string[], telemetry?: Telemetry): Guard {
  return createGuard({
    telemetry,
    policy,
    rails: [
      // Contact data in documents stays: who may read a document may read its contacts.
      piiRail({ types: ['CREDIT_CARD', 'IBAN_CODE', 'US_SSN'], stages: ['input', 'output'] }),
      secretsRail({ stages: ['input', 'output'] }),
      injectionRail({ stages: ['input', 'retrieval'] }),
      egressRail({ allowedHosts: linkHosts, stages: ['retrieval', 'output'] }),
    ],
  });
}
