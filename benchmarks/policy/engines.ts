import { createRequire } from 'node:module';
import { createCedarEngine, type CedarModule } from '../../packages/ai-policy/src/cedar/cedar.ts';
import { createPolicyEngine } from '../../packages/ai-policy/src/index.ts';
import { cedarPolicies, policies, roleOf, TOOLS, users, type Case } from './workload.ts';

/** Decides whether a request is allowed. */
export type Decide = (one: Case) => boolean | Promise<boolean>;

const require = createRequire(import.meta.url);
const requireOfPackage = createRequire(new URL('../../packages/ai-policy/package.json', import.meta.url));

/** Our engine as a caller gets it: request checked, decision with its rules and the policy's digest. */
export async function openOurs(): Promise<Decide> {
  const engine = await createPolicyEngine({ policies });
  return ({ request, context }) => engine.authorize(request, context).effect === 'allow';
}

/** Cedar behind the same interface. */
export async function openCedarAdapter(): Promise<Decide> {
  const engine = await createCedarEngine({ id: 'bench', version: '1', policies: cedarPolicies, cedar: cedarModule() });
  return ({ request, context }) => engine.authorize(request, context).effect === 'allow';
}

/** Cedar called directly with preparsed policies and the smallest request that decides. */
export function openCedarRaw(): Decide {
  const cedar = cedarModule();
  const answer = cedar.preparsePolicySet('raw', { staticPolicies: cedarPolicies });
  if (answer.type === 'failure') throw new Error(`Cedar refused the policies: ${JSON.stringify(answer.errors)}`);
  return ({ request, user, role }) => {
    const principal = { type: 'User', id: user };
    const call: Parameters<CedarModule['statefulIsAuthorized']>[0] = {
      principal,
      action: { type: 'Action', id: request.action },
      resource: request.resource,
      context: { labels: [...(request.labels ?? [])] },
      entities: [{ uid: principal, attrs: {}, parents: [{ type: 'Group', id: role }] }],
      preparsedPolicySetId: 'raw',
    };
    const result = cedar.statefulIsAuthorized(call);
    return result.type === 'success' && result.response.decision === 'allow';
  };
}

/** What one writes by hand: a table, and one condition. No explanation, no digest, no checks. */
export function openPlain(): Decide {
  const roleOfTool = new Map(Array.from({ length: TOOLS }, (_, tool) => [`tool-${tool}`, roleOf(tool)]));
  return ({ request, context }) => {
    if (request.resource.type === 'egress' && request.labels?.includes('untrusted') === true) return false;
    const role = roleOfTool.get(request.action);
    return role !== undefined && context.principal.groups.includes(role);
  };
}

interface Casbin {
  readonly newEnforcer: (model: unknown, adapter: unknown) => Promise<CasbinEnforcer>;
  readonly newModelFromString: (text: string) => unknown;
  readonly StringAdapter: new (policy: string) => unknown;
}
interface CasbinEnforcer {
  enforce(...request: readonly string[]): Promise<boolean>;
  enforceSync(...request: readonly string[]): boolean;
}

const casbinModel = `
[request_definition]
r = sub, act, type, taint

[policy_definition]
p = sub, act, type, taint, eft

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = (p.act == "*" || r.act == p.act) && (p.type == "*" || r.type == p.type) && (p.taint == "*" || r.taint == p.taint) && (p.sub == "*" || g(r.sub, p.sub))
`;

/** casbin with its model of roles and overriding denials, through the call that its README shows and the synchronous one. */
export async function openCasbin(): Promise<{ readonly enforce: Decide; readonly enforceSync: Decide }> {
  const { newEnforcer, newModelFromString, StringAdapter } = require('casbin') as Casbin;
  const lines = [
    ...Array.from({ length: TOOLS }, (_, tool) => `p, ${roleOf(tool)}, tool-${tool}, *, *, allow`),
    'p, *, *, egress, tainted, deny',
    ...users.map(([user, role]) => `g, ${user}, ${role}`),
  ];
  const enforcer = await newEnforcer(newModelFromString(casbinModel), new StringAdapter(lines.join('\n')));
  const ask = ({ user, request, isTainted }: Case): readonly string[] => [
    user,
    request.action,
    request.resource.type,
    isTainted ? 'tainted' : 'clean',
  ];
  return {
    enforce: (one) => enforcer.enforce(...ask(one)),
    enforceSync: (one) => enforcer.enforceSync(...ask(one)),
  };
}

function cedarModule(): CedarModule {
  return requireOfPackage('@cedar-policy/cedar-wasm/nodejs') as CedarModule;
}
