import { egressRail, injectionRail, piiRail, secretsRail, type Rail, type Stage } from '@org/ai-guardrails';

/** Rails that the page offers, with what people call them. */
export const railChoices = [
  { id: 'pii', name: 'Personal data' },
  { id: 'secrets', name: 'Secrets' },
  { id: 'injection', name: 'Planted instructions' },
  { id: 'egress', name: 'Links and images' },
] as const;

/** One of the rails. */
export type RailId = (typeof railChoices)[number]['id'];

/** The chosen rails, all at the chosen stage. */
export function railsOf(chosen: readonly RailId[], stage: Stage, allowedHosts: readonly string[]): readonly Rail[] {
  const stages = [stage];
  const makers = {
    pii: () => piiRail({ stages }),
    secrets: () => secretsRail({ stages }),
    injection: () => injectionRail({ stages }),
    egress: () => egressRail({ stages, allowedHosts }),
  };
  return chosen.map((id) => makers[id]());
}
