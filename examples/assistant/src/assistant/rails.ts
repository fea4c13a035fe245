import type { Telemetry } from '@org/ai-core';
import { createGuard, egressRail, injectionRail, piiRail, type Guard, type GuardPolicy } from '@org/ai-guardrails';

/** Documents that somebody has vouched for may write about attacks; what came from outside loses every sentence that reads as an order to an assistant. */
const policy: GuardPolicy = {
  id: 'assistant',
  decide: ({ rail }, { stage, origin }) =>
    rail === 'injection' && stage === 'retrieval' && origin?.trust === 'trusted' ? 'report' : undefined,
};

/**
 * The rails of the demo. Nothing may point out of an answer: no host is allowed. Orders in passages are taken out before the model reads them.
 * Identifiers that no question needs are replaced before they reach a search, a model or a trace; contact data in documents stays, since who may read a document may read its contacts.
 */
export function createRails(telemetry: Telemetry): Guard {
  return createGuard({
    telemetry,
    policy,
    rails: [
      piiRail({ types: ['CREDIT_CARD', 'IBAN_CODE', 'US_SSN'], stages: ['input', 'output'] }),
      injectionRail({ stages: ['input', 'retrieval'] }),
      egressRail({ allowedHosts: [], stages: ['retrieval', 'output'] }),
    ],
  });
}
