import { isIP } from 'node:net';
import { AiError, createPrincipalResolver, type PrincipalResolver } from '@org/ai-core';
import { demoPrincipal } from './demo-principals.ts';

/** A claim that anybody on this machine can make, and the two ends of the connection that it came over. */
export interface DemoCredential {
  readonly as: string;
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
}

/**
 * Resolves the demo's principal switch. It believes whoever asks, so it works on this machine's loopback only.
 *
 * @param boundAddress - address that the server listens on
 * @throws AiError `forbidden` when the server is bound to anything but loopback; resolving fails with `unauthenticated` for a connection from elsewhere
 */
export function createDemoResolver(boundAddress: string): PrincipalResolver<DemoCredential> {
  if (!isLoopback(boundAddress)) {
    const remedy = 'listen on 127.0.0.1, or replace the demo resolver by one that checks a sign-in';
    throw new AiError('forbidden', `the demo's principal switch refuses to run off loopback; ${remedy}`);
  }
  return createPrincipalResolver(({ as, localAddress, remoteAddress }) => {
    if (!isLoopback(localAddress) || !isLoopback(remoteAddress))
      throw new AiError('unauthenticated', 'the principal switch works on this machine only');
    return Promise.resolve(demoPrincipal(as));
  });
}

/** Whether an address is this machine's own: 127.0.0.0/8, ::1, or the first written as IPv6. A name is not an address. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return isIP(plain) === 4 ? plain.startsWith('127.') : plain === '::1';
}
