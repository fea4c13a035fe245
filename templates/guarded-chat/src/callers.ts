import { createHash, timingSafeEqual } from 'node:crypto';
import { createPrincipalResolver, type Principal, type PrincipalResolver } from '@org/ai-core';
import type { Settings } from './settings.ts';

/**
 * Who calls, from the `authorization` header. Replace this by your sign-in: the function gets the credential and gives a principal, or nothing.
 * Without tokens the service listens on loopback alone, and whoever is on this machine is the developer.
 */
export function createCallers({
  tokens,
  tenant,
}: Pick<Settings, 'tokens' | 'tenant'>): PrincipalResolver<string | undefined> {
  const known = [...tokens].map(([token, name]) => ({ digest: digestOf(token), name }));
  return createPrincipalResolver((header: string | undefined): Promise<Principal | undefined> => {
    if (known.length === 0) return Promise.resolve({ kind: 'user', tenant, subject: 'developer', groups: [] });
    const given = digestOf(header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : '');
    // Every token is compared, each in constant time.
    const matches = known.filter(({ digest }) => timingSafeEqual(digest, given));
    const subject = matches[0]?.name;
    return Promise.resolve(subject === undefined ? undefined : { kind: 'user', tenant, subject, groups: [] });
  });
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
