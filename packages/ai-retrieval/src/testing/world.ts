import {
  createContext,
  type Acl,
  type AttributeCondition,
  type CallContext,
  type Principal,
  type SourceDocument,
} from '@org/ai-core';
import type { SearchRequest } from '../search/search-types.ts';

/** Documents of several tenants, the principals who ask, and what they ask. */
export interface AccessWorld {
  readonly documents: readonly SourceDocument[];
  /** What the index held before: the same ids with other texts and rules, or documents that are gone since. */
  readonly earlier?: readonly SourceDocument[] | undefined;
  readonly principals: readonly Principal[];
  readonly requests: readonly SearchRequest[];
}

/** Tenants, groups and users of generated worlds: few, so that rights overlap. */
export const worldNames: {
  readonly tenants: readonly string[];
  readonly groups: readonly string[];
  readonly users: readonly string[];
  readonly words: readonly string[];
} = {
  tenants: ['north', 'south'],
  groups: ['blue', 'green', 'red'],
  users: ['ann', 'bob', 'cy'],
  words: 'parcel refund depot claim invoice route driver audit salary scanner pallet customs label weight tariff'.split(
    ' ',
  ),
};

const conditions: readonly AttributeCondition[] = [
  { attribute: 'region', oneOf: ['eu'] },
  { attribute: 'clearance', atLeast: 2 },
];

/** A generated world; the same seed gives the same one. */
export function createWorld(seed: number): AccessWorld {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(list: readonly T[]): T => {
    const item = list[below(list.length)];
    if (item === undefined) throw new RangeError('an empty list has no item');
    return item;
  };
  const words = (count: number): string => Array.from({ length: count }, () => one(worldNames.words)).join(' ');
  const entry = (): string =>
    one([
      'public',
      'tenant',
      'tenant',
      `group:${one(worldNames.groups)}`,
      `group:${one(worldNames.groups)}`,
      `user:${one(worldNames.users)}`,
    ]);
  const acl = (): Acl => ({
    allow: Array.from({ length: below(4) }, entry),
    ...(random() < 0.35 ? { deny: [one([`group:${one(worldNames.groups)}`, `user:${one(worldNames.users)}`])] } : {}),
    ...(random() < 0.25 ? { require: [one(conditions)] } : {}),
  });
  const principal = (): Principal => ({
    kind: one(['user', 'user', 'user', 'service', 'anonymous'] as const),
    tenant: one(worldNames.tenants),
    subject: one(worldNames.users),
    groups: worldNames.groups.filter(() => random() < 0.4),
    ...(random() < 0.7 ? { attributes: { region: one(['eu', 'us']), clearance: one(['1', '2', '10']) } } : {}),
  });
  const documents = Array.from({ length: 4 + below(12) }, (_, index): SourceDocument => {
    const sections = Array.from({ length: 1 + below(3) }, () => `## ${words(2)}\n\n${words(3 + below(90))}.\n`);
    return {
      id: `d${String(index)}.md`,
      tenant: one(worldNames.tenants),
      uri: `memory:d${String(index)}`,
      mediaType: 'text/markdown',
      text: `# ${words(2)}\n\n${sections.join('\n')}`,
      acl: acl(),
      title: random() < 0.5 ? words(2) : undefined,
      metadata: { trust: one(['trusted', 'untrusted']), kind: index % 2 === 0 ? 'memo' : 'manual' },
    };
  });
  const principals = Array.from({ length: 3 }, (): Principal => {
    const own = principal();
    return random() < 0.25 ? { ...own, actor: { ...principal(), tenant: own.tenant } } : own;
  });
  const modes = ['lexical', 'dense', 'hybrid', undefined] as const;
  const requests: readonly SearchRequest[] = [
    ...modes.map((mode) => ({ query: words(1 + below(4)), limit: 1 + below(6), mode })),
    { query: words(3), limit: 5, where: { field: 'kind', equals: 'memo' } },
    { query: words(3), limit: 5, mode: 'hybrid', where: { not: { field: 'kind', equals: 'memo' } } },
  ];
  return { documents, principals, requests };
}

/** Who may read, decided a second time and in other words than the library does. */
export function mayRead(acl: Acl, principal: Principal): boolean {
  if (principal.actor !== undefined && !mayRead(acl, principal.actor)) return false;
  const names = new Set(['public']);
  if (principal.kind === 'user') names.add('tenant');
  if (principal.kind !== 'anonymous') {
    names.add(`user:${principal.subject}`);
    for (const group of principal.groups) names.add(`group:${group}`);
  }
  const isDenied = (acl.deny ?? []).some((name) => names.has(name));
  const attributes = new Map(Object.entries(principal.attributes ?? {}));
  const isCleared = (acl.require ?? []).every((condition) => {
    const own = attributes.get(condition.attribute) ?? '';
    if ('atLeast' in condition) return /^[0-9]+$/.test(own) && Number.parseInt(own, 10) >= condition.atLeast;
    return new Set(condition.oneOf).has(own);
  });
  return !isDenied && isCleared && acl.allow.some((name) => names.has(name));
}

/** A context of the service that ingests for a tenant. */
export function writerOf(tenant: string): CallContext {
  return createContext({ principal: { kind: 'service', tenant, subject: 'ingest', groups: [] } });
}

/** mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
