import type { Acl, AttributeCondition, Principal, SourceDocument } from '@org/ai-core';
import { createRandom } from './world.ts';

/** What happens in one step. */
export type FuzzOperation =
  'add' | 'delete' | 'edit' | 'move' | 'grant' | 'revoke' | 'deny' | 'undeny' | 'require' | 'replace';

const operationNames: readonly FuzzOperation[] = [
  'add',
  'delete',
  'edit',
  'move',
  'grant',
  'revoke',
  'deny',
  'undeny',
  'require',
  'replace',
];

/** The documents of all tenants as a plain list, and what to do with them next. */
export interface FuzzPlan {
  readonly tenants: readonly string[];
  readonly operations: Readonly<Record<FuzzOperation, number>>;
  documentsOf(tenant: string): ReadonlyMap<string, SourceDocument>;
  /** Changes one document of one tenant. */
  next(): FuzzStep;
  /** Somebody of a tenant, with groups of the moment. */
  principal(tenant: string): Principal;
  tenantOtherThan(tenant: string): string;
}

/** A change. */
interface FuzzStep {
  readonly tenant: string;
  /** The tenant's documents before it. */
  readonly before: ReadonlyMap<string, SourceDocument>;
  /** What was changed, its id before a move, and a word that only it has in its tenant. */
  readonly target: { readonly id: string; readonly formerId: string; readonly word: string };
}

const groupsOfTenant = 12;
const usersOfTenant = 20;
const conditions: readonly AttributeCondition[] = [
  { attribute: 'region', oneOf: ['eu', 'ch'] },
  { attribute: 'clearance', atLeast: 2 },
];

/** Makes a plan; the same seed makes the same one. */
export function createFuzzPlan(options: {
  readonly seed: number;
  readonly tenants?: number | undefined;
  readonly documents?: number | undefined;
  readonly groups?: number | undefined;
}): FuzzPlan {
  const { seed, tenants: tenantCount = 50, documents: documentCount = 5_000, groups: groupCount = 200 } = options;
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const tenants = Array.from({ length: tenantCount }, (_, at) => `tenant${String(at)}`);
  const state = new Map<string, Map<string, SourceDocument>>(tenants.map((tenant) => [tenant, new Map()]));
  const counters = new Map<string, number>();
  const operations = Object.fromEntries(operationNames.map((name) => [name, 0])) as Record<FuzzOperation, number>;
  const perTenant = Math.max(4, Math.floor(documentCount / tenantCount));

  const groupOf = (tenant: string): string =>
    `g${String((Number(tenant.slice('tenant'.length)) * 4 + below(groupsOfTenant)) % groupCount)}`;
  const user = (): string => `u${String(below(usersOfTenant))}`;
  const grantee = (tenant: string): string =>
    one([`group:${groupOf(tenant)}`, `group:${groupOf(tenant)}`, `user:${user()}`, 'tenant', 'public']);
  const denied = (tenant: string): string => one([`group:${groupOf(tenant)}`, `user:${user()}`]);
  const acl = (tenant: string): Acl => ({
    allow: Array.from({ length: below(3) }, () => grantee(tenant)),
    ...(random() < 0.3 && { deny: [denied(tenant)] }),
    ...(random() < 0.2 && { require: [one(conditions)] }),
  });
  const create = (tenant: string): SourceDocument => {
    const number = (counters.get(tenant) ?? 0) + 1;
    counters.set(tenant, number);
    // The same ids and words in every tenant: only the wall keeps them apart.
    const name = String(number);
    const text = `Only${name}x tells of the depot in edition${name}a.`;
    return { id: `d${name}.md`, tenant, uri: `memory:${name}`, mediaType: 'text/plain', text, acl: acl(tenant) };
  };
  for (const [tenant, documents] of state) {
    for (let at = 0; at < perTenant; at++) {
      const document = create(tenant);
      documents.set(document.id, document);
    }
  }
  const wordOf = (document: SourceDocument): string => /^\w+/.exec(document.text)?.[0] ?? '';

  const changed = (tenant: string, operation: FuzzOperation, document: SourceDocument): SourceDocument => {
    const { allow, deny = [] } = document.acl;
    switch (operation) {
      case 'edit':
        return {
          ...document,
          text: `${document.text.split(' in edition')[0] ?? ''} in edition${String(below(1e6))}b.`,
        };
      case 'move':
        return { ...document, id: `moved-${String(below(1e9))}.md` };
      case 'grant':
        return { ...document, acl: { ...document.acl, allow: [...allow, grantee(tenant)] } };
      case 'revoke':
        return { ...document, acl: { ...document.acl, allow: allow.slice(1) } };
      case 'deny':
        return { ...document, acl: { ...document.acl, deny: [...deny, denied(tenant)] } };
      case 'undeny':
        return { ...document, acl: { ...document.acl, deny: [] } };
      case 'require':
        return { ...document, acl: { ...document.acl, require: random() < 0.5 ? [] : [one(conditions)] } };
      default:
        return { ...document, acl: acl(tenant) };
    }
  };

  const single = (tenant: string): Principal => ({
    kind: one(['user', 'user', 'user', 'user', 'service', 'anonymous'] as const),
    tenant,
    subject: user(),
    groups: [...new Set(Array.from({ length: below(6) }, () => groupOf(tenant)))],
    attributes: { region: one(['eu', 'us']), clearance: one(['1', '2', '10']) },
  });
  const somebody = (tenant: string): Principal => {
    const own = single(tenant);
    return random() < 0.15 ? { ...own, actor: single(tenant) } : own;
  };
  const regulars = new Map<string, Principal[]>();
  let last = one(tenants);

  return {
    tenants,
    operations,
    documentsOf: (tenant) => state.get(tenant) ?? new Map<string, SourceDocument>(),
    next() {
      // Half of the time the same tenant again, so that one change meets the next.
      const tenant = random() < 0.5 ? last : one(tenants);
      last = tenant;
      const before = state.get(tenant) ?? new Map<string, SourceDocument>();
      const documents = new Map(before);
      // Where little is left there is more to add.
      const operation = documents.size < 3 ? 'add' : one(operationNames);
      operations[operation]++;
      const document = operation === 'add' ? create(tenant) : one([...documents.values()]);
      const result = operation === 'add' ? document : changed(tenant, operation, document);
      documents.delete(document.id);
      if (operation !== 'delete') documents.set(result.id, result);
      state.set(tenant, documents);
      return { tenant, before, target: { id: result.id, formerId: document.id, word: wordOf(result) } };
    },
    principal(tenant) {
      if (random() < 0.4) return somebody(tenant);
      // People come back: whatever is remembered of them must not outlive a change.
      let own = regulars.get(tenant);
      if (own === undefined) regulars.set(tenant, (own = Array.from({ length: 6 }, () => somebody(tenant))));
      const { groups } = somebody(tenant);
      const regular = one(own);
      const moved = random() < 0.1 ? { ...regular, groups } : regular;
      own[own.indexOf(regular)] = moved;
      return moved;
    },
    tenantOtherThan: (tenant) => {
      const other = one(tenants);
      return other === tenant ? (tenants[(tenants.indexOf(tenant) + 1) % tenants.length] ?? tenant) : other;
    },
  };
}
