import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';

/** A sign-in as the service sees it: an address with keys, which can be rotated and can fail. */
export interface Issuer {
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  /** How often the keys were asked for. */
  readonly loads: number;
  /** Signs for Ada of the tenant lumen, with the changes; a claim that is undefined is left out. */
  token(changes?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs with HMAC, the public key as the secret. */
  confused(): Promise<string>;
  /** The next key in place of the present one. */
  rotate(): Promise<void>;
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

interface Key {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
  readonly kid: string;
}

async function makeKey(kid: string): Promise<Key> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  return { ...pair, kid, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

/** Claims of a token that holds, in seconds since 1970. */
export function validClaims(): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: 'https://login.example.com/',
    aud: 'handbook',
    sub: 'ada',
    tenant: 'lumen',
    groups: ['sales'],
    iat: now,
    exp: now + 600,
  };
}

/** Starts an issuer on this machine. */
export async function startIssuer(): Promise<Issuer> {
  let number = 1;
  let key = await makeKey('key-1');
  let loads = 0;
  let isDown = false;
  const server = createServer((_request, response) => {
    loads++;
    if (isDown) response.writeHead(500).end();
    else response.end(JSON.stringify({ keys: [key.jwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    issuer: 'https://login.example.com/',
    audience: 'handbook',
    get loads() {
      return loads;
    },
    token: (changes = {}) =>
      new SignJWT({ ...validClaims(), ...changes })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .sign(key.privateKey),
    confused: async () =>
      new SignJWT(validClaims())
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .sign(new TextEncoder().encode(await exportSPKI(key.publicKey))),
    rotate: async () => {
      key = await makeKey(`key-${++number}`);
    },
    setDown: (value) => {
      isDown = value;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
