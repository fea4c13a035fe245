import type { Telemetry } from '@org/ai-core';
import { createGuard, egressRail, piiRail, type Guard } from '@org/ai-guardrails';

/**
 * The rails of the demo. Nothing may point out of the answer: no host is allowed. Instructions in passages are taken out before the model reads them.
 * Personal identifiers that no question needs are replaced before they reach a search, a model or a trace; contact data in documents stays, since who may read a document may read its contacts.
 */
export function createRails(telemetry: Telemetry): Guard {
  return createGuard({
    telemetry,
    rails: [
      piiRail({ types: ['CREDIT_CARD', 'IBAN_CODE', 'US_SSN'], stages: ['input', 'output'] }),
      egressRail({ allowedHosts: [], stages: ['retrieval', 'output'] }),
    ],
  });
}
