import type { ActionRequest, PolicySet } from '../../packages/ai-policy/src/index.ts';
import type { CallContext } from '../../packages/ai-core/src/index.ts';

/** Tools that roles may use, and one prohibition over all: data from outside goes into no tool that sends. */
export const TOOLS = 50;
export const ROLES = 10;
const USERS = 200;

/** Whether a role may use a tool: every tool belongs to one role. */
export function roleOf(tool: number): string {
  return `role-${tool % ROLES}`;
}

export const policies: PolicySet = {
  id: 'bench',
  version: '1',
  rules: [
    ...Array.from({ length: TOOLS }, (_, tool) => ({
      id: `permit-${tool}`,
      for: 'action' as const,
      when: { action: `tool-${tool}`, 'principal.groups': roleOf(tool) },
      effect: 'allow' as const,
    })),
    { id: 'forbid-tainted', for: 'action', when: { 'resource.type': 'egress', labels: 'untrusted' }, effect: 'deny' },
  ],
};

/** The same 51 policies in Cedar. */
export const cedarPolicies: string = [
  ...Array.from(
    { length: TOOLS },
    (_, tool) =>
      `@id("permit-${tool}") permit(principal in Group::"${roleOf(tool)}", action == Action::"tool-${tool}", resource);`,
  ),
  '@id("forbid-tainted") forbid(principal, action, resource is egress) when { context.labels.contains("untrusted") };',
].join('\n');

/** A decision to be made, and what it must come to. */
export interface Case {
  readonly request: ActionRequest;
  readonly context: CallContext;
  readonly user: string;
  readonly role: string;
  readonly isTainted: boolean;
  readonly isAllowed: boolean;
}

/** Random requests: users of one role ask for tools of their own and of other roles, with and without data from outside. */
export function makeCases(count: number, seed = 7): readonly Case[] {
  const random = generator(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: count }, () => {
    const user = below(USERS);
    const role = `role-${user % ROLES}`;
    // Half of the requests are for a tool of the user's own role; a tenth for one that nobody knows.
    const own = below(TOOLS / ROLES) * ROLES + (user % ROLES);
    const tool = random() < 0.5 ? own : below(TOOLS + 5);
    const isEgress = random() < 0.4;
    const isTainted = random() < 0.4;
    return {
      request: {
        action: `tool-${tool}`,
        resource: { type: isEgress ? 'egress' : 'tool', id: `tool-${tool}` },
        labels: isTainted ? ['untrusted'] : [],
      },
      context: {
        requestId: 'bench',
        principal: { kind: 'user' as const, tenant: 'acme', subject: `user-${user}`, groups: [role] },
      },
      user: `user-${user}`,
      role,
      isTainted,
      isAllowed: tool < TOOLS && roleOf(tool) === role && !(isEgress && isTainted),
    };
  });
}

/** Users with their roles, for engines that keep them. */
export const users: readonly (readonly [string, string])[] = Array.from({ length: USERS }, (_, user) => [
  `user-${user}`,
  `role-${user % ROLES}`,
]);

/** Mulberry32: the same requests in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
