import {
  AiError,
  createPrincipalResolver,
  throwIfDone,
  type Clock,
  type Principal,
  type PrincipalResolver,
} from '@org/ai-core';
import { jwtVerify, type JWTPayload } from 'jose';
import { createKeySet, type KeySource } from './key-set.ts';

/** Signatures with a public key. A shared secret (HS256) is none of them: whoever could check it could also sign. */
const asymmetric = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** What a token is held against, and which of its claims say who it is. */
export interface JwtResolverOptions {
  /** The `iss` that a token must have, to the letter. */
  readonly issuer: string;
  /** The `aud` that a token must have, or one of them. */
  readonly audience: string | readonly string[];
  readonly keys: KeySource;
  /** Which signatures are taken. @defaultValue RS256, PS256, ES256 and EdDSA */
  readonly algorithms?: readonly string[] | undefined;
  /** The `typ` that a token must have, `at+jwt` for access tokens by RFC 9068. @defaultValue not checked */
  readonly type?: string | undefined;
  /** How far the issuer's clock may be off. @defaultValue 30,000 */
  readonly clockSkewMs?: number | undefined;
  /** The claim that names the tenant; a token without it is refused. @defaultValue tenant */
  readonly tenantClaim?: string | undefined;
  /** The claim that lists groups; a token without it has none. @defaultValue groups */
  readonly groupsClaim?: string | undefined;
  /** At most once in so many milliseconds are keys loaded because of an unknown key id, or after a failure. @defaultValue 30,000 */
  readonly cooldownMs?: number | undefined;
  /** After so many milliseconds keys are loaded again: for so long a key that was taken back can still be used. @defaultValue 300,000 */
  readonly maxAgeMs?: number | undefined;
  /** How long loading may take. @defaultValue 5,000 */
  readonly timeoutMs?: number | undefined;
  /** For the pause after a failure. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** Principals from bearer tokens. */
export interface JwtResolver extends PrincipalResolver<string | undefined> {
  /**
   * Loads the keys unless they are fresh: for a readiness probe.
   *
   * @throws AiError `unavailable` when they cannot be loaded
   */
  checkKeys(): Promise<void>;
}

/**
 * Makes a resolver that takes the value of an `authorization` header with a JSON Web Token (RFC 7519, signed by RFC 7515) and gives its principal.
 * The signature, issuer, audience, expiry and start must hold; `sub`, `exp` and the tenant must be there. Whatever is wrong with a token is `unauthenticated` with the same message.
 * Keys that cannot be loaded are `unavailable`: they say nothing about the token.
 *
 * @throws AiError `invalid-input` that names the option
 * @example
 * ```ts
 * import { createJwtResolver } from '@org/ai-interop/jwt';
 *
 * const resolver = createJwtResolver({
 *   issuer: 'https://login.example.com/',
 *   audience: 'handbook-assistant',
 *   keys: { url: 'https://login.example.com/.well-known/jwks.json' },
 * });
 * ```
 */
export function createJwtResolver(options: JwtResolverOptions): JwtResolver {
  const { issuer, audience, type, tenantClaim = 'tenant', groupsClaim = 'groups' } = options;
  const { algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'], clockSkewMs = 30_000 } = options;
  const { cooldownMs = 30_000, maxAgeMs = 300_000, timeoutMs = 5_000, keys, clock } = options;
  const audiences = typeof audience === 'string' ? [audience] : [...audience];
  check(issuer !== '', 'issuer must not be empty');
  check(audiences.length > 0 && !audiences.includes(''), 'audience must name at least one, and none that is empty');
  const known: readonly string[] = asymmetric;
  check(
    algorithms.length > 0 && algorithms.every((name) => known.includes(name)),
    `algorithms must be of ${known.join(', ')}`,
  );
  for (const [name, value] of Object.entries({ clockSkewMs, cooldownMs, maxAgeMs }))
    check(value >= 0 && Number.isFinite(value), `${name} must be a number of milliseconds, 0 or more`);
  check(Number.isInteger(timeoutMs) && timeoutMs > 0, 'timeoutMs must be a whole number of milliseconds, 1 or more');
  const keySet = createKeySet({ keys, cooldownMs, maxAgeMs, timeoutMs, clock });

  const resolver = createPrincipalResolver<string | undefined>(async (header, { signal }) => {
    if (signal !== undefined) throwIfDone({ principal: nobody, requestId: '', signal });
    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1];
    if (token === undefined) return undefined;
    const { payload } = await jwtVerify(token, keySet, {
      issuer,
      audience: audiences,
      algorithms: [...algorithms],
      ...(type === undefined ? {} : { typ: type }),
      clockTolerance: clockSkewMs / 1_000,
      requiredClaims: ['exp', 'sub', tenantClaim],
    });
    return principalOf(payload, tenantClaim, groupsClaim);
  });
  return {
    async resolve(header, resolveOptions) {
      try {
        return await resolver.resolve(header, resolveOptions);
      } catch (cause) {
        if (!AiError.is(cause, 'unauthenticated')) throw cause;
        // The same for every token: what was wrong with it helps whoever is trying.
        throw new AiError('unauthenticated', 'a valid bearer token is needed', { cause });
      }
    },
    async checkKeys() {
      if (!keySet.fresh) await keySet.reload();
    },
  };
}

const nobody: Principal = { kind: 'anonymous', tenant: '-', subject: '-', groups: [] };

function check(holds: boolean, message: string): void {
  if (!holds) throw new AiError('invalid-input', message);
}

/** What of the claims has another form than it must have makes no principal: the resolver refuses it. */
function principalOf(payload: JWTPayload, tenantClaim: string, groupsClaim: string): Principal | undefined {
  const { sub, [tenantClaim]: tenant, [groupsClaim]: groups = [], _claim_names: elsewhere } = payload;
  // Groups that are too many for a token are named to be elsewhere: to take them for none would pass by what denies one.
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && groupsClaim in elsewhere;
  if (isElsewhere || typeof tenant !== 'string' || sub === undefined || !Array.isArray(groups)) return undefined;
  return { kind: 'user', tenant, subject: sub, groups: groups as readonly string[] };
}
