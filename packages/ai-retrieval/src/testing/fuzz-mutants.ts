import { isAllowed, principalKey, type Acl, type Principal } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { decideAccess, readableSet, type ReadableSet } from '../access/readable-set.ts';
import { openFolderIndexWith, type FolderIndex } from '../index/folder-index.ts';
import type { IndexSeams } from '../index/index-seams.ts';
import { readableScope, type RankingScope } from '../search/scope.ts';

/** A folder index in memory. */
export const openInMemory = (seams: IndexSeams = {}): Promise<FolderIndex> =>
  openFolderIndexWith({ directory: '/index', fileSystem: createPowerCutFileSystem({ seed: 1 }) }, seams);

type Rule = (acl: Acl, principal: Principal) => boolean;
const rule = (isAllowedToo: Rule): IndexSeams => ({ isAllowed: isAllowedToo });
const withAcl = (change: (acl: Acl) => Acl): IndexSeams => rule((acl, principal) => isAllowed(change(acl), principal));
const withPrincipal = (change: (principal: Principal) => Principal): IndexSeams =>
  rule((acl, principal) => isAllowed(acl, change(principal)));

/** Answers from what a principal was told before, whatever has changed since. */
function stale(index: FolderIndex): FolderIndex {
  const kept = new Map<string, ReturnType<FolderIndex['listDocuments']>>();
  return {
    ...index,
    listDocuments(context) {
      const key = principalKey(context.principal);
      const known = kept.get(key) ?? index.listDocuments(context);
      kept.set(key, known);
      return known;
    },
  };
}

/** As if all of the tenant were readable. */
function everything({ partition }: ReadableSet): RankingScope {
  const anybody: Principal = { kind: 'user', tenant: '', subject: '', groups: [] };
  return readableScope(
    readableSet(
      partition,
      decideAccess(partition, anybody, () => true),
    ),
  );
}

/** Wrong indexes, each with one fault in what it lets be seen: a fuzzer that is worth anything notices every one. */
export const accessMutants: readonly (readonly [string, () => Promise<FolderIndex>])[] = [
  ['deny is ignored', () => openInMemory(withAcl(({ deny: _, ...acl }) => acl))],
  [
    'deny counts for users only',
    () =>
      openInMemory(withAcl((acl) => ({ ...acl, deny: (acl.deny ?? []).filter((entry) => entry.startsWith('user:')) }))),
  ],
  [
    'an empty allow means everyone',
    () => openInMemory(withAcl((acl) => (acl.allow.length === 0 ? { ...acl, allow: ['public'] } : acl))),
  ],
  ['conditions are ignored', () => openInMemory(withAcl(({ require: _, ...acl }) => acl))],
  [
    'one condition of the attribute is enough as text',
    () =>
      openInMemory(
        rule(
          (acl, principal) =>
            isAllowed({ ...acl, require: [] }, principal) &&
            (acl.require ?? []).every((each) =>
              'oneOf' in each
                ? isAllowed({ ...acl, require: [each] }, principal)
                : (principal.attributes?.[each.attribute] ?? '') >= String(each.atLeast),
            ),
        ),
      ),
  ],
  ['the actor is not asked', () => openInMemory(withPrincipal(({ actor: _, ...principal }) => principal))],
  ['anonymous ones count as users', () => openInMemory(withPrincipal((principal) => ({ ...principal, kind: 'user' })))],
  [
    'services count as the tenant',
    () =>
      openInMemory(
        withPrincipal((principal) => (principal.kind === 'service' ? { ...principal, kind: 'user' } : principal)),
      ),
  ],
  [
    'the subject is taken for a group',
    () =>
      openInMemory(
        withPrincipal((principal) => ({
          ...principal,
          groups: [...principal.groups, ...principal.groups.map((group) => group.slice(0, -1))],
        })),
      ),
  ],
  [
    'the tenant is not the principal’s',
    () => openInMemory({ tenantOf: ({ tenant }) => (tenant === 'tenant1' ? 'tenant2' : tenant) }),
  ],
  ['a stale answer', async () => stale(await openInMemory())],
  ['search ranks what is hidden', () => openInMemory({ scopeOf: everything })],
  [
    'the public is shut out',
    () => openInMemory(withAcl((acl) => ({ ...acl, allow: acl.allow.filter((entry) => entry !== 'public') }))),
  ],
];
