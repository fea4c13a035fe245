import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../contracts/caller.ts';
import { isAllowed } from './acl.ts';
import { checkPrincipal, principalKey } from './principal.ts';
import { createPrincipalResolver } from './principal-resolver.ts';
import { createServicePrincipal } from './service-principal.ts';

const engineer: Principal = { kind: 'user', tenant: 'meridian', subject: 'engineer', groups: ['engineering'] };
const guest: Principal = { kind: 'anonymous', tenant: 'meridian', subject: 'guest', groups: [] };
const job = createServicePrincipal({ tenant: 'meridian', subject: 'ingest' });

describe('isAllowed', () => {
  it.each([
    ['nobody by an empty list', [], undefined, engineer, false],
    ['everyone of the tenant by public', ['public'], undefined, guest, true],
    ['only who is signed in by tenant', ['tenant'], undefined, guest, false],
    ['signed-in users by tenant', ['tenant'], undefined, engineer, true],
    ['no service by tenant', ['tenant'], undefined, job, false],
    ['a service that is named', ['user:ingest'], undefined, job, true],
    ['a group member', ['group:engineering'], undefined, engineer, true],
    ['no member of another group', ['group:finance'], undefined, engineer, false],
    ['nobody by an unknown entry', ['everyone', 'group:', 'user: x', 'Group:engineering'], undefined, engineer, false],
    ['not who is denied, whatever allows', ['public', 'user:engineer'], ['group:engineering'], engineer, false],
    ['nobody when a deny entry cannot be read', ['public'], ['groups:contractors'], engineer, false],
    [
      'no anonymous caller that calls itself like a user',
      ['user:guest', 'group:x'],
      undefined,
      { ...guest, groups: ['x'] },
      false,
    ],
  ] as const)('lets in %s', (_name, allow, deny, principal, expected) => {
    expect(isAllowed({ allow, deny }, principal)).toBe(expected);
  });

  it('gives an agent that acts for a user no more than both may read', () => {
    const entries = fc.uniqueArray(
      fc.constantFrom('public', 'tenant', 'user:engineer', 'user:agent', 'group:engineering', 'group:tools'),
    );
    const agent: Principal = { kind: 'service', tenant: 'meridian', subject: 'agent', groups: ['tools'] };
    fc.assert(
      fc.property(entries, entries, (allow, deny) => {
        const acl = { allow, deny };
        expect(isAllowed(acl, { ...engineer, actor: agent })).toBe(isAllowed(acl, engineer) && isAllowed(acl, agent));
      }),
    );
  });
});

describe('principals', () => {
  it.each([
    ['no principal', undefined, 'principal is missing'],
    ['an unknown kind', { ...engineer, kind: 'root' }, 'principal.kind'],
    ['an empty tenant', { ...engineer, tenant: '' }, 'principal.tenant'],
    ['a subject with a colon', { ...engineer, subject: 'group:admin' }, 'principal.subject'],
    ['a group with white space', { ...engineer, groups: ['a b'] }, 'principal.groups[0]'],
    ['no groups', { ...engineer, groups: undefined }, 'principal.groups'],
    ['an actor of another tenant', { ...engineer, actor: { ...job, tenant: 'alder' } }, 'same tenant'],
  ])('are refused with %s', (_name, value, message) => {
    expect(() => checkPrincipal(value as unknown as Principal)).toThrow(message);
  });

  it('have equal keys exactly when they have equal rights', () => {
    expect(principalKey({ ...engineer, groups: ['b', 'a'] })).toBe(principalKey({ ...engineer, groups: ['a', 'b'] }));
    expect(principalKey(engineer)).not.toBe(principalKey({ ...engineer, actor: job }));
    expect(principalKey(engineer)).not.toBe(principalKey({ ...engineer, tenant: 'alder' }));
    expect(principalKey({ ...engineer, groups: ['a","b'] })).not.toBe(
      principalKey({ ...engineer, groups: ['a', 'b'] }),
    );
  });

  it('come out of a resolver only when they are valid; whatever else happens is unauthenticated', async () => {
    const resolver = createPrincipalResolver<string>((key) => {
      if (key === 'boom') return Promise.reject(new Error('database password is hunter2'));
      return Promise.resolve(key === 'good' ? engineer : key === 'bad' ? { ...engineer, tenant: '' } : undefined);
    });
    expect(await resolver.resolve('good', {})).toEqual(engineer);
    for (const key of ['boom', 'bad', 'unknown']) {
      await expect(resolver.resolve(key, {})).rejects.toMatchObject({ code: 'unauthenticated' });
      await expect(resolver.resolve(key, {})).rejects.not.toThrow(/hunter2/);
    }
  });
});
