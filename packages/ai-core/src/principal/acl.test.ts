import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../contracts/caller.ts';
import type { Acl, AttributeCondition } from '../contracts/evidence.ts';
import { isAllowed } from './acl.ts';
import { explainAccess } from './explain-access.ts';
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

describe('conditions on attributes', () => {
  const cleared = (attributes: Principal['attributes']): Principal => ({ ...engineer, attributes });
  const everyone = { allow: ['public'] };
  it.each([
    ['a value of the list', [{ attribute: 'region', oneOf: ['eu', 'uk'] }], { region: 'uk' }, true],
    ['another value', [{ attribute: 'region', oneOf: ['eu', 'uk'] }], { region: 'us' }, false],
    ['no such attribute', [{ attribute: 'region', oneOf: ['eu'] }], { Region: 'eu' }, false],
    ['no attributes at all', [{ attribute: 'region', oneOf: ['eu'] }], undefined, false],
    ['a number that reaches the least', [{ attribute: 'clearance', atLeast: 3 }], { clearance: '3' }, true],
    ['a number below', [{ attribute: 'clearance', atLeast: 3 }], { clearance: '2' }, false],
    ['a longer number', [{ attribute: 'clearance', atLeast: 9 }], { clearance: '10' }, true],
    ['what is no whole number', [{ attribute: 'clearance', atLeast: 0 }], { clearance: '3.5' }, false],
    ['white space for a number', [{ attribute: 'clearance', atLeast: 0 }], { clearance: ' ' }, false],
    ['an exponent', [{ attribute: 'clearance', atLeast: 3 }], { clearance: '1e9' }, false],
    [
      'only one of two',
      [
        { attribute: 'a', oneOf: ['1'] },
        { attribute: 'b', oneOf: ['1'] },
      ],
      { a: '1' },
      false,
    ],
    [
      'both of two',
      [
        { attribute: 'a', oneOf: ['1'] },
        { attribute: 'b', oneOf: ['1'] },
      ],
      { a: '1', b: '1' },
      true,
    ],
    ['what every object has', [{ attribute: 'constructor', oneOf: ['x'] }], {}, false],
    ['a condition without a kind', [{ attribute: 'a' }], { a: '1' }, false],
    ['a condition of both kinds', [{ attribute: 'a', oneOf: ['1'], atLeast: 1 }], { a: '1' }, false],
    ['a condition with an unknown key', [{ attribute: 'a', oneOf: ['1'], not: true }], { a: '1' }, false],
    ['an empty list', [{ attribute: 'a', oneOf: [] }], { a: '' }, false],
    ['a least that is no number', [{ attribute: 'a', atLeast: '0' }], { a: '1' }, false],
    ['no condition', [], undefined, true],
  ] as const)('decide on %s', (_name, require, attributes, expected) => {
    const acl = { ...everyone, require: require as unknown as NonNullable<Acl['require']> };
    expect(isAllowed(acl, cleared(attributes))).toBe(expected);
  });

  it('let nobody in whom allow does not', () => {
    const require = [{ attribute: 'a', oneOf: ['1'] }];
    expect(isAllowed({ allow: [], require }, cleared({ a: '1' }))).toBe(false);
    expect(isAllowed({ allow: ['public'], deny: ['user:engineer'], require }, cleared({ a: '1' }))).toBe(false);
  });
});

describe('explainAccess', () => {
  const entries = fc.uniqueArray(
    fc.constantFrom('public', 'tenant', 'user:engineer', 'group:engineering', 'group:tools', 'grup:x'),
  );
  const conditions = fc.array(
    fc.constantFrom({ attribute: 'region', oneOf: ['eu'] }, { attribute: 'clearance', atLeast: 2 }, {
      attribute: 'none',
    } as unknown as AttributeCondition),
    { maxLength: 2 },
  );
  const people = fc.record({
    kind: fc.constantFrom('user' as const, 'service' as const, 'anonymous' as const),
    tenant: fc.constant('meridian'),
    subject: fc.constantFrom('engineer', 'agent'),
    groups: fc.subarray(['engineering', 'tools']),
    attributes: fc.record({ region: fc.constantFrom('eu', 'us'), clearance: fc.constantFrom('1', '2', 'x') }),
  });

  it('decides as isAllowed, and names what decided', () => {
    const acls = fc.record({ allow: entries, deny: entries, require: conditions });
    fc.assert(
      fc.property(acls, people, fc.option(people, { nil: undefined }), (acl, own, actor) => {
        const principal: Principal = { ...own, ...(actor === undefined ? {} : { actor }) };
        const why = explainAccess(acl, principal);
        expect(why.isAllowed).toBe(isAllowed(acl, principal));
        if (why.reason === 'allowed') expect(acl.allow).toContain(why.entry);
        if (why.reason === 'denied') expect(acl.deny).toContain(why.entry);
        if (why.reason === 'condition') expect(acl.require).toContain(why.condition);
        expect([own.subject, actor?.subject]).toContain(why.subject);
      }),
    );
  });

  it('names the actor that was kept out', () => {
    const actor: Principal = { kind: 'service', tenant: 'meridian', subject: 'agent', groups: [] };
    expect(explainAccess({ allow: ['tenant'] }, { ...engineer, actor })).toEqual({
      subject: 'agent',
      isAllowed: false,
      reason: 'not-allowed',
    });
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
