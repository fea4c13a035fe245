import { AiError } from '@org/ai-core';
import type { MatchAction, Rail, RailMatch, ScanRail, Stage } from '../rail/rail.ts';
import type { TextCursor } from '../rail/text-cursor.ts';
import { createBarren } from './barren.ts';
import { secretDispatch } from './dispatch.ts';
import { isInvisible } from './run.ts';
import { LONGEST_NAME } from './secret-name.ts';
import type { Secret, SecretType } from './secret.ts';

/** How the rail for secrets works. */
export interface SecretsRailOptions {
  /** What happens to a secret: `redact` leaves its type in brackets. @defaultValue redact */
  readonly action?: MatchAction | undefined;
  /** Action by type, where it differs. @defaultValue none */
  readonly actions?: Partial<Readonly<Record<SecretType, MatchAction>>> | undefined;
  /** Types that are let pass, `TWILIO_ACCOUNT` for instance. @defaultValue none */
  readonly ignoredTypes?: readonly SecretType[] | undefined;
  /** Least score, from 0 to 1: 1 has a checksum or an armour, 0.95 a provider's format, 0.8 only a telling name. @defaultValue 0 */
  readonly leastScore?: number | undefined;
  /** @defaultValue `secrets` */
  readonly id?: string | undefined;
  /** @defaultValue every stage */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

/** Longest secret that is matched whole; what is longer is taken in to its end. */
const LONGEST_SECRET = 1_024;

/**
 * Finds keys of providers (with their checksums where they have one), private keys, JSON web tokens, passwords in
 * connection strings, credentials in headers and cookies, and what stands behind names such as `password` or `api_key`
 * and is no placeholder. Hashes, UUIDs, integrity strings and encoded images are left alone. Linear time.
 * @throws AiError `invalid-input` for a leastScore outside of 0 to 1
 * @example
 * ```ts
 * import { createGuard, secretsRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [secretsRail({ actions: { PRIVATE_KEY: 'block' } })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function secretsRail(options: SecretsRailOptions = {}): Rail {
  const { action = 'redact', actions = {}, leastScore = 0, ignoredTypes = [] } = options;
  if (!(leastScore >= 0 && leastScore <= 1)) {
    throw new AiError('invalid-input', 'secretsRail needs a leastScore from 0 to 1');
  }
  const ignored: ReadonlySet<SecretType> = new Set(ignoredTypes);
  const dispatch = secretDispatch();
  const rail: ScanRail = {
    id: options.id ?? 'secrets',
    stages: options.stages ?? ['input', 'retrieval', 'tool-call', 'tool-result', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    maxMatch: LONGEST_SECRET,
    lookahead: 1,
    lookbehind: LONGEST_NAME + 8,
    triggers: dispatch.begins,
    open: () => {
      const barren = createBarren();
      return {
        skip: dispatch.skip,
        scan(cursor) {
          const second = visibleFrom(cursor, 1);
          const third = visibleFrom(cursor, second + 1);
          const readers = dispatch.readers(cursor.unit(0), cursor.unit(second), cursor.unit(third));
          if (readers === undefined) return undefined;
          for (const read of readers) {
            const secret = read(cursor, barren);
            if (secret === undefined || ignored.has(secret.type) || secret.score < leastScore) continue;
            return matchOf(secret, actions[secret.type] ?? action);
          }
          return undefined;
        },
      };
    },
  };
  return rail;
}

/** The distance of the first unit from one on that has a width. */
function visibleFrom(cursor: TextCursor, from: number): number {
  let at = from;
  while (at < from + 8 && isInvisible(cursor.unit(at))) at++;
  return at;
}

function matchOf(secret: Secret, action: MatchAction): RailMatch {
  const { type, rule, score, start, end, pieces, extend } = secret;
  const match = { start, end, rule, label: type, score, action, extend };
  return pieces === undefined
    ? match
    : { ...match, edits: pieces.map((piece) => ({ ...piece, replacement: `[${type}]` })) };
}
