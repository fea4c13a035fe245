import { egressRail } from '../egress/egress.ts';
import { injectionRail } from '../injection/injection.ts';
import { piiRail } from '../pii/pii.ts';
import type { Rail } from '../rail/rail.ts';
import { secretsRail } from '../secrets/secrets.ts';
import type { GuardArguments } from './arguments.ts';

/** The rails that were asked for, at the stage that was asked for. */
export function railsFor({ rails, stage, allowedHosts }: GuardArguments): readonly Rail[] {
  const stages = [stage];
  const makers = {
    pii: () => piiRail({ stages }),
    secrets: () => secretsRail({ stages }),
    injection: () => injectionRail({ stages }),
    egress: () => egressRail({ stages, allowedHosts }),
  };
  return [...new Set(rails)].map((name) => makers[name]());
}
