import { createContext, createServicePrincipal } from '../../packages/ai-core/src/index.ts';
import { createGuard, secretsRail } from '../../packages/ai-guardrails/src/index.ts';

/** Something that finds secrets in a text. */
export interface SecretFinder {
  /** The spans that it flags, or the values where it tells no offsets. */
  find(text: string): Promise<readonly string[]>;
}

export function oursFinder(): SecretFinder {
  const guard = createGuard({ rails: [secretsRail()] });
  const context = createContext({ principal: createServicePrincipal({ tenant: 'bench', subject: 'secrets' }) });
  return {
    async find(text) {
      const { findings } = await guard.check(text, { stage: 'output', context });
      return findings.map(({ start, end }) => text.slice(start, end));
    },
  };
}

type Check = (
  context: object,
  text: string,
  config: { readonly threshold: string },
) => Promise<{ readonly info: { readonly detected_secrets?: readonly string[] } }>;

/** The check for secret keys of @openai/guardrails, at the threshold that its documentation shows. */
export async function openaiFinder(): Promise<SecretFinder> {
  const { secretKeysCheck } = (await load('@openai/guardrails')) as { readonly secretKeysCheck: Check };
  return {
    async find(text) {
      const { info } = await secretKeysCheck({}, text, { threshold: 'balanced' });
      return info.detected_secrets ?? [];
    },
  };
}

/** Peers are installed by the benchmark alone, so nothing may ask for their types. */
function load(name: string): Promise<unknown> {
  return import(name);
}
