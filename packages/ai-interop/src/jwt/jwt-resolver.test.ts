import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFakeClock } from '@org/ai-testing';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createJwtResolver, type JwtResolver, type JwtResolverOptions } from './jwt.ts';

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

const first = await makeKey('first');
const second = await makeKey('second');
const now = Math.floor(Date.now() / 1_000);
const claims = {
  iss: 'https://login.example.com/',
  aud: 'assistant',
  sub: 'ada',
  tenant: 'meridian',
  groups: ['support'],
  iat: now,
  exp: now + 600,
};

function sign(
  changes: Readonly<Record<string, unknown>> = {},
  key = first,
  header: Record<string, string> = {},
): Promise<string> {
  // What is undefined is left out of the JSON.
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(key.privateKey);
}

function resolverOf(options: Partial<JwtResolverOptions> = {}): JwtResolver {
  return createJwtResolver({
    issuer: claims.iss,
    audience: claims.aud,
    keys: { load: () => Promise.resolve({ keys: [first.jwk] }) },
    ...options,
  });
}

const resolve = (resolver: JwtResolver, token: string): Promise<unknown> => resolver.resolve(`Bearer ${token}`, {});

afterEach(() => {
  vi.useRealTimers();
});

describe('createJwtResolver', () => {
  it('makes a principal of a valid token', async () => {
    expect(await resolve(resolverOf(), await sign())).toEqual({
      kind: 'user',
      tenant: 'meridian',
      subject: 'ada',
      groups: ['support'],
    });
  });

  it('takes tenant and groups from the claims that it is told', async () => {
    const resolver = resolverOf({ tenantClaim: 'https://example.com/org', groupsClaim: 'roles' });
    const token = await sign({ 'https://example.com/org': 'alder', roles: ['nurses'] });
    expect(await resolve(resolver, token)).toMatchObject({ tenant: 'alder', groups: ['nurses'] });
  });

  it.each<[string, () => Promise<string> | string, Partial<JwtResolverOptions>?]>([
    ['nothing', () => ''],
    ['no token', () => 'x.y'],
    ['algorithm none', () => new UnsecuredJWT(claims).encode()],
    [
      'the public key as a shared secret',
      async () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .sign(new TextEncoder().encode(await exportSPKI(first.publicKey))),
    ],
    ['an algorithm that is not allowed', () => sign(), { algorithms: ['RS256'] }],
    ['another issuer', () => sign({ iss: 'https://login.example.com' })],
    ['another audience', () => sign({ aud: 'other' })],
    ['no audience', () => sign({ aud: undefined })],
    ['an end that has passed', () => sign({ exp: now - 31 })],
    ['no end', () => sign({ exp: undefined })],
    ['a start to come', () => sign({ nbf: now + 90 })],
    ['no subject', () => sign({ sub: undefined })],
    ['no tenant', () => sign({ tenant: undefined })],
    ['a tenant that is no text', () => sign({ tenant: ['meridian'] })],
    ['an empty tenant', () => sign({ tenant: '' })],
    ['groups that are no list', () => sign({ groups: 'support' })],
    ['a group that is no text', () => sign({ groups: [1] })],
    ['groups that are elsewhere', () => sign({ groups: undefined, _claim_names: { groups: 'src1' } })],
    ['a key that is not of the issuer', () => sign({}, second)],
    ['another key under the name of a known one', () => sign({}, { ...second, kid: 'first' })],
    ['another type', () => sign({}, first, { typ: 'JWT' }), { type: 'at+jwt' }],
  ])('refuses %s with the same words', async (_name, token, options) => {
    const failed = resolve(resolverOf(options), await token());
    await expect(failed).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'a valid bearer token is needed',
    });
  });

  it.each([undefined, 'Basic YTpi', 'bearer', 'Bearer a b'])('refuses the header %s', async (header) => {
    await expect(resolverOf().resolve(header, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('allows for clocks that are a little off', async () => {
    expect(await resolve(resolverOf(), await sign({ exp: now - 5, nbf: now + 5 }))).toBeDefined();
    await expect(resolve(resolverOf({ clockSkewMs: 0 }), await sign({ exp: now - 5 }))).rejects.toThrow();
  });

  it('gives up for a caller that has gone', async () => {
    const failed = resolverOf().resolve(`Bearer ${await sign()}`, { signal: AbortSignal.abort() });
    await expect(failed).rejects.toMatchObject({ code: 'aborted' });
  });

  it.each<[string, Partial<JwtResolverOptions>]>([
    ['algorithms', { algorithms: ['HS256'] }],
    ['algorithms', { algorithms: ['none'] }],
    ['algorithms', { algorithms: [] }],
    ['issuer', { issuer: '' }],
    ['audience', { audience: [] }],
    ['keys.url', { keys: { url: 'http://login.example.com/jwks' } }],
    ['clockSkewMs', { clockSkewMs: -1 }],
    ['timeoutMs', { timeoutMs: 0 }],
  ])('is not made with wrong %s', (name, options) => {
    expect(() => resolverOf(options)).toThrow(name);
  });
});

describe('keys', () => {
  it('that are rotated: the new one is taken, the old one no more', async () => {
    let keys = [first.jwk];
    const resolver = resolverOf({ keys: { load: () => Promise.resolve({ keys }) }, cooldownMs: 0 });
    expect(await resolve(resolver, await sign())).toBeDefined();
    keys = [second.jwk];
    expect(await resolve(resolver, await sign({}, second))).toBeDefined();
    await expect(resolve(resolver, await sign())).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('that are taken back are refused once the set is too old', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let keys = [first.jwk];
    const resolver = resolverOf({ keys: { load: () => Promise.resolve({ keys }) }, maxAgeMs: 10_000 });
    await resolve(resolver, await sign());
    keys = [second.jwk];
    vi.setSystemTime(Date.now() + 11_000);
    await expect(resolve(resolver, await sign())).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('are loaded once, however many tokens name unknown ones', async () => {
    const load = vi.fn(() => Promise.resolve({ keys: [first.jwk] }));
    const resolver = resolverOf({ keys: { load } });
    for (const kid of ['a', 'b', 'c'])
      await expect(resolve(resolver, await sign({}, { ...second, kid }))).rejects.toThrow();
    expect(load).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['cannot be loaded', () => Promise.reject(new Error('no route to host'))],
    ['are no set', () => Promise.resolve({ keys: 'none' })],
    ['are a page', () => Promise.resolve('<html>')],
  ])('that %s are unavailable, and not asked for again at once', async (_name, load) => {
    const clock = createFakeClock();
    const asked = vi.fn(load);
    const resolver = resolverOf({ keys: { load: asked }, clock });
    const token = await sign();
    await expect(resolve(resolver, token)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(resolve(resolver, token)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(resolver.checkKeys()).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockResolvedValue({ keys: [first.jwk] });
    await clock.advance(30_000);
    expect(await resolve(resolver, token)).toBeDefined();
    await resolver.checkKeys();
  });

  it('that hang are unavailable after the time limit', async () => {
    const load = (): Promise<unknown> => new Promise(() => undefined);
    const resolver = resolverOf({ keys: { load }, timeoutMs: 1 });
    await expect(resolve(resolver, await sign())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that were loaded serve on while an unknown key id finds nobody to ask', async () => {
    const load = vi.fn<() => Promise<unknown>>().mockResolvedValueOnce({ keys: [first.jwk] });
    load.mockRejectedValue(new Error('down'));
    const resolver = resolverOf({ keys: { load }, cooldownMs: 0 });
    await resolve(resolver, await sign());
    await expect(resolve(resolver, await sign({}, second))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await resolve(resolver, await sign())).toBeDefined();
  });

  it('come from an address, and not from where it redirects to', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/jwks') response.end(JSON.stringify({ keys: [first.jwk] }));
      else response.writeHead(302, { location: '/jwks' }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    expect(await resolve(resolverOf({ keys: { url: `${url}/jwks` } }), await sign())).toBeDefined();
    await expect(resolve(resolverOf({ keys: { url: `${url}/moved` } }), await sign())).rejects.toMatchObject({
      code: 'unavailable',
    });
    server.closeAllConnections();
    server.close();
  });
});
