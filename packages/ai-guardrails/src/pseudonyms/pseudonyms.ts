import { AiError, type CallContext } from '@org/ai-core';
import { createHmac } from '../digest/hmac.ts';
import { vaultScopeOf } from '../vault/vault-scope.ts';
import { canonicalValue } from './canonical-value.ts';
import { createDraw } from './draw.ts';
import { surrogateOf } from './surrogate.ts';

/** Stands in for values: nobody gets from the one to the other without the key. */
export interface Pseudonyms {
  /** `[TYPE#...]` with 80 bits of HMAC-SHA-256: the same for the same value, however it is grouped, in any conversation. */
  hash(type: string, value: string): string;
  /**
   * A made-up value of the same form, the same for the same value within a conversation, and never the value itself.
   * Undefined where the form leaves no room for another one.
   */
  surrogate(type: string, value: string, context: CallContext): string | undefined;
}

/** The key behind pseudonyms. */
export interface PseudonymOptions {
  /** 16 bytes or more. Who has it can test guesses: whoever shares it sees that two values are the same, so take one per tenant. */
  readonly key: Uint8Array;
}

const MOST_TRIES = 8;
const MOST_DAYS = 365;

/**
 * Makes keyed stand-ins for the actions `hash` and `surrogate` of rails. There is no way back: what must come back in the
 * answer needs a vault and placeholders.
 * @throws AiError `invalid-input` for a key that is too short
 * @example
 * ```ts
 * import { createGuard, createPseudonyms, piiRail } from '@org/ai-guardrails';
 *
 * const pseudonyms = createPseudonyms({ key: crypto.getRandomValues(new Uint8Array(32)) });
 * const rail = piiRail({ pseudonyms, actions: { EMAIL_ADDRESS: 'surrogate', US_SSN: 'hash' } });
 * console.log(createGuard({ rails: [rail] }).maxHeldUnits('input'));
 * ```
 */
export function createPseudonyms({ key }: PseudonymOptions): Pseudonyms {
  if (!(key instanceof Uint8Array) || key.length < 16)
    throw new AiError('invalid-input', 'key of createPseudonyms must be a Uint8Array of 16 bytes or more');
  const digest = createHmac(key.slice());
  return {
    hash(type, value) {
      return `[${type}#${base32(digest(JSON.stringify(['hash', type, canonicalValue(type, value)])))}]`;
    },
    surrogate(type, value, context) {
      const scope = vaultScopeOf(context);
      const original = canonicalValue(type, value);
      const distance = createDraw(digest, JSON.stringify(['days', scope])).below(2 * MOST_DAYS);
      const shiftDays = distance < MOST_DAYS ? distance - MOST_DAYS : distance - MOST_DAYS + 1;
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const draw = createDraw(digest, JSON.stringify(['surrogate', type, original, scope, tries]));
        const made = surrogateOf(type, value, draw, shiftDays);
        if (canonicalValue(type, made) !== original) return made;
      }
      return undefined;
    },
  };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 16 characters of base32 (RFC 4648, in lower case): the first 80 bits. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let buffer = 0;
  for (const byte of bytes.subarray(0, 10)) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((buffer >> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}
