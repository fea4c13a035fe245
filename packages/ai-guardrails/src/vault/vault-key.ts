import { AiError } from '@org/ai-core';

/** A secret of 32 bytes or more, or a WebCrypto key for HKDF with the use `deriveBits`, which may be one that cannot be exported. */
export type VaultSecret = Uint8Array | CryptoKey;

/** A key for values, with the name by which it is found again. */
export interface VaultKey {
  /** 1 to 64 characters of ASCII; stands in what is stored, so it is no secret. */
  readonly id: string;
  readonly secret: VaultSecret;
}

const encoder = new TextEncoder();

/** @throws AiError `invalid-input` for a secret that is too short or of another kind */
export async function importSecret(secret: VaultSecret, name: string): Promise<CryptoKey> {
  if (secret instanceof Uint8Array) {
    if (secret.length < 32) throw new AiError('invalid-input', `${name} of the vault needs 32 bytes or more`);
    return crypto.subtle.importKey('raw', secret.slice(), 'HKDF', false, ['deriveBits']);
  }
  const isFit = secret.algorithm.name === 'HKDF' && secret.usages.includes('deriveBits');
  if (!isFit) throw new AiError('invalid-input', `${name} of the vault must be an HKDF key with the use deriveBits`);
  return secret;
}

/** 32 bytes that are made from the secret for one purpose and one subject (HKDF, RFC 5869). */
export async function deriveBytes(
  secret: CryptoKey,
  purpose: string,
  subject: string,
): Promise<Uint8Array<ArrayBuffer>> {
  // The length of `info` is limited, that of a scope is not.
  const salt = await crypto.subtle.digest('SHA-256', encoder.encode(subject));
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info: encoder.encode(`ai-vault 1 ${purpose}`) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, secret, 256));
}

/** A key that encrypts the values of one subject alone, so that random nonces never run out. */
export async function deriveCipher(secret: CryptoKey, subject: string): Promise<CryptoKey> {
  const bytes = await deriveBytes(secret, 'values', subject);
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
