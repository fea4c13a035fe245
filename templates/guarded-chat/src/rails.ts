import type { Telemetry } from '@org/ai-core';
import { createGuard, egressRail, injectionRail, piiRail, secretsRail, type Guard } from '@org/ai-guardrails';

/** The rails in front of the model and behind it. What they do is said in docs/threat-model.md; change both together. */
export function createRails(linkHosts: readonly string[], telemetry?: Telemetry): Guard {
  return createGuard({
    rails: [piiRail(), secretsRail(), injectionRail(), egressRail({ allowedHosts: linkHosts })],
    telemetry,
  });
}
